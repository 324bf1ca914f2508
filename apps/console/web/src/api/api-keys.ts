import type { Scope } from '@flowforge/contracts/words';
import type { components } from '../../generated/registry.js';
import { queryOptions } from '@tanstack/react-query';
import { answer, done } from './answer.js';
import { api } from './client.js';

export type ApiKey = components['schemas']['ApiKey'];
export type CreatedApiKey = components['schemas']['CreatedApiKey'];

export function listApiKeys(cursor: string | undefined) {
  return answer(api.GET('/v1/api-keys', { params: { query: { cursor } } }));
}

/** Keys as choices of a filter: the first 200. */
export const apiKeyChoicesQuery = queryOptions({
  queryKey: ['api-keys', 'choices'],
  queryFn: () => answer(api.GET('/v1/api-keys', { params: { query: { limit: 200 } } })),
});

/** The keys that a user has created, and those created with these: the first 200. */
export function apiKeysCreatedByQuery(userId: string) {
  return queryOptions({
    queryKey: ['api-keys', 'list', { created_by: userId }],
    queryFn: () => answer(api.GET('/v1/api-keys', { params: { query: { created_by: userId, limit: 200 } } })),
  });
}

/** Creates a key. It is returned this once. */
export function createApiKey(body: { name: string; scopes: Scope[] }): Promise<CreatedApiKey> {
  return answer(api.POST('/v1/api-keys', { body }));
}

export function revokeApiKey(id: string): Promise<void> {
  return done(api.DELETE('/v1/api-keys/{id}', { params: { path: { id } } }));
}
