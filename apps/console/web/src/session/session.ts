import type { Scope } from '@flowforge/contracts/words';
import { queryOptions, useSuspenseQuery } from '@tanstack/react-query';
import type { components } from '../../generated/registry.js';
import { answer, done } from '../api/answer.js';
import { api } from '../api/client.js';
import { ApiError, unreachable } from '../api/api-error.js';

/** Who has signed in, where, and what the role allows. */
export type Session = components['schemas']['Session'];

/** The session of this browser. Fails with 401 when there is none. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: () => answer(api.GET('/v1/sessions/current')),
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
  return answer(api.POST('/v1/sessions', { body: credentials }));
}

/** Signs in the demo owner of a local run with the token of the link that `npm start` prints. Not part of the public API. */
export async function signInLocally(token: string): Promise<void> {
  const response = await fetch('/local-sign-in', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token }),
  }).catch(() => {
    throw unreachable();
  });
  if (!response.ok) throw new ApiError(response.status, await response.json().catch(() => undefined));
}

/** Ends the session of this browser. */
export function signOut(): Promise<void> {
  return done(api.DELETE('/v1/sessions/current'));
}
