import { Notice } from '@flowforge/design-system/state/notice';
import { SkeletonLines } from '@flowforge/design-system/skeleton/skeleton';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { useEffect } from 'react';
import { ApiError, whatToDo } from '../../api/api-error.js';
import { Link } from '../../frame/link.js';
import { takeFragmentToken } from '../../session/fragment-token.js';
import { signInLocally } from '../../session/session.js';
import { AuthenticationPage } from '../../authentication/authentication-page.js';

const token = takeFragmentToken();

/** Where the link of `npm start` leads: signs in the demo owner with the token in the fragment. */
export function LocalSignInPage() {
  const router = useRouter();
  const queryClient = useQueryClient();
  const { mutate, error } = useMutation({
    mutationFn: signInLocally,
    onSuccess: () => {
      queryClient.clear();
      router.history.replace('/get-started');
    },
  });
  useEffect(() => {
    if (token !== '') mutate(token);
  }, [mutate]);
  const isOver = token === '' || (error instanceof ApiError && error.status === 401);
  return (
    <AuthenticationPage title={error || isOver ? 'This link does not sign in' : 'Signing in…'}>
      {error === null && !isOver ? (
        <SkeletonLines count={2} what="the session" />
      ) : (
        <>
          <Notice tone="warning">
            {isOver || error === null
              ? 'A link is valid only while the run that printed it goes on. Take the newest one from the terminal.'
              : whatToDo(error)}
          </Notice>
          <Link to="/sign-in">Sign in with a password</Link>
        </>
      )}
    </AuthenticationPage>
  );
}
