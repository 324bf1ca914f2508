import type { ApiDescription } from '@flowforge/service-kit/openapi/openapi';

/** The API as its OpenAPI document describes it. */
export const API: ApiDescription = {
  service: 'conversations',
  description:
    'For the business: assistants, widgets, forms, intents, conversations, contacts, captured forms and captured intents. ' +
    'For visitors: the chat.',
};
