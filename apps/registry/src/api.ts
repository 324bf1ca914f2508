import type { ApiDescription } from '@flowforge/service-kit/openapi/openapi';

/** The API as its OpenAPI document describes it. */
export const API: ApiDescription = {
  service: 'registry',
  description:
    'Webhooks, their assignments to assistants and forms, api keys, the workspace, its users and their sessions.',
};
