import type { WebhookRevision } from './routing.js';

/** A revision of an enabled webhook, valid from the beginning on. */
export function webhookRevision(
  given: Pick<WebhookRevision, 'webhookId' | 'workspaceId' | 'revision' | 'eventTypes'> &
    Partial<WebhookRevision>,
): WebhookRevision {
  return {
    validFrom: 0,
    enabled: true,
    deleted: false,
    payloadVersion: '2026-05',
    endpoint: 'https://example.com',
    encryptedHeaders: null,
    secrets: [],
    schedule: [5],
    rateIntervalUs: null,
    isOrdered: false,
    ...given,
  };
}
