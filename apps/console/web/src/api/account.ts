import { queryOptions } from '@tanstack/react-query';
import type { components } from '../../generated/registry.js';
import { answer, done } from './answer.js';
import { api } from './client.js';

export type Session = components['schemas']['Session'];

/** The user's own sessions, newest first. */
export const sessionsQuery = queryOptions({
  queryKey: ['sessions'],
  queryFn: () => answer(api.GET('/v1/sessions')),
});

export function changeName(name: string): Promise<components['schemas']['OwnAccount']> {
  return answer(api.PATCH('/v1/users/me', { body: { name } }));
}

/** Changes the password, and ends all other sessions. */
export function changePassword(body: { current_password: string; new_password: string }): Promise<Session> {
  return answer(api.POST('/v1/users/me/change-password', { body }));
}

/** Signs out one browser. */
export function endSession(id: string): Promise<void> {
  return done(api.DELETE('/v1/sessions/{id}', { params: { path: { id } } }));
}

/** Signs out everywhere, here too. */
export function endAllSessions(): Promise<void> {
  return done(api.DELETE('/v1/sessions'));
}

/** Sets a password with the token of a reset link. */
export function resetPassword(body: { token: string; password: string }): Promise<void> {
  return done(api.POST('/v1/password-resets/accept', { body }));
}

/** What the link of an invitation is for. */
export function previewInvitation(token: string): Promise<components['schemas']['InvitationPreview']> {
  return answer(api.POST('/v1/invitations/preview', { body: { token } }));
}

/** What a password link is for. */
export function previewPasswordReset(token: string): Promise<components['schemas']['PasswordResetPreview']> {
  return answer(api.POST('/v1/password-resets/preview', { body: { token } }));
}

/** Joins a workspace with the token of an invitation. The answer sets the cookie. */
export function acceptInvitation(body: { token: string; name: string; password: string }): Promise<Session> {
  return answer(api.POST('/v1/invitations/accept', { body }));
}

/** Whether the installation has no user yet. */
export const setupQuery = queryOptions({
  queryKey: ['setup'],
  queryFn: () => answer(api.GET('/v1/setup')),
});

/** Makes the first user, who is the owner of a new workspace. The answer sets the cookie. */
export function setUp(body: components['schemas']['SetUp']): Promise<Session> {
  return answer(api.POST('/v1/setup', { body }));
}
