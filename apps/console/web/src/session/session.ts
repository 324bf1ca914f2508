import type { Scope } from '@flowforge/contracts/words';
import { queryOptions, useSuspenseQuery } from '@tanstack/react-query';
import { ApiError, unreachable } from '../api/api-error.js';

/** Who has signed in, where, and what the role allows. */
export interface Session {
  user: { id: string; email: string; name: string };
  workspace: { id: string; name: string };
  role: 'owner' | 'editor' | 'viewer';
  scopes: Scope[];
}

/** The session of this browser. Fails with 401 when there is none. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: () => send<Session>('GET', '/v1/sessions/current'),
  staleTime: 60_000,
  retry: false,
});

/** The session. Only below the frame, which has loaded it. */
export function useSession(): Session {
  return useSuspenseQuery(sessionQuery).data;
}

/** Whether the role allows it. Actions that it does not allow are not shown. */
export function useCan(scope: Scope): boolean {
  return useSession().scopes.includes(scope);
}

/** Signs in; the answer sets the cookie. */
export function signIn(credentials: { email: string; password: string }): Promise<Session> {
  return send('POST', '/v1/sessions', credentials);
}

/** Signs in the demo owner of a local run with the token of the link that `npm start` prints. */
export function signInLocally(token: string): Promise<Session> {
  return send('POST', '/local-sign-in', { token });
}

/** Ends the session of this browser. */
export function signOut(): Promise<void> {
  return send('DELETE', '/v1/sessions/current');
}

async function send<Answer>(method: string, path: string, body?: object): Promise<Answer> {
  const response = await fetch(path, {
    method,
    ...(body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  }).catch(() => {
    throw unreachable();
  });
  const text = await response.text();
  const parsed: unknown = text === '' ? undefined : JSON.parse(text);
  if (!response.ok) throw new ApiError(response.status, parsed);
  return parsed as Answer;
}
