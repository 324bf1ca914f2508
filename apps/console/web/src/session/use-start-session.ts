import { useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { type Session, sessionQuery } from './session.js';

/** Opens a page after an answer has started a session. The cache of an earlier session is cleared. */
export function useStartSession(): (session: Session, path: string) => void {
  const queryClient = useQueryClient();
  const router = useRouter();
  return (session, path) => {
    queryClient.clear();
    queryClient.setQueryData(sessionQuery.queryKey, session);
    router.history.push(path);
  };
}
