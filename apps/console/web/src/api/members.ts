import type { Role } from '@flowforge/contracts/words';
import type { components } from '../../generated/registry.js';
import { queryOptions } from '@tanstack/react-query';
import { answer, done } from './answer.js';
import { api } from './client.js';

/** A user with the role in this workspace. */
export type Member = components['schemas']['User'];
export type Invitation = components['schemas']['Invitation'];
export type CreatedInvitation = components['schemas']['CreatedInvitation'];

export function listMembers(cursor: string | undefined) {
  return answer(api.GET('/v1/users', { params: { query: { cursor } } }));
}

export function changeRole(id: string, role: Role): Promise<Member> {
  return answer(api.PATCH('/v1/users/{id}', { params: { path: { id } }, body: { role } }));
}

/** Members as choices of a filter: the first 200. */
export const memberChoicesQuery = queryOptions({
  queryKey: ['members', 'choices'],
  queryFn: () => answer(api.GET('/v1/users', { params: { query: { limit: 200 } } })),
});

/** Removes a member; with `revokesApiKeys` also revokes the keys that this member has created, and those created with these. */
export function removeMember(id: string, revokesApiKeys: boolean): Promise<void> {
  const query = revokesApiKeys ? { revoke_api_keys: true } : {};
  return done(api.DELETE('/v1/users/{id}', { params: { path: { id }, query } }));
}

/** Makes a link with which a member sets a new password. The token is returned this once. */
export function createPasswordReset(id: string): Promise<components['schemas']['CreatedPasswordReset']> {
  return answer(api.POST('/v1/users/{id}/password-resets', { params: { path: { id } } }));
}

export function listInvitations(cursor: string | undefined) {
  return answer(api.GET('/v1/invitations', { params: { query: { cursor } } }));
}

/** Invites a person. The token of the link is returned this once. */
export function invite(body: { email: string; role: Role }): Promise<CreatedInvitation> {
  return answer(api.POST('/v1/invitations', { body }));
}

export function deleteInvitation(id: string): Promise<void> {
  return done(api.DELETE('/v1/invitations/{id}', { params: { path: { id } } }));
}
