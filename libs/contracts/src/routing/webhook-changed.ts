import { Type, type Static } from 'typebox';
import { compile } from '../compiled.js';
import { Uuid } from '../ids.js';
import { InstantSchema } from '../time.js';
import { PAYLOAD_VERSIONS } from '../words.js';
import { EventTypeNames, routingChangeV1, routingSubject } from './change.js';
import { ORDERINGS, RATE_LIMIT_MAX, RATE_UNITS, SCHEDULE_BOUNDS } from './webhook-settings.js';

/**
 * `webhook.changed`, version 1: a webhook was created, edited, enabled, disabled or deleted, or its secret rotated.
 *
 * - `revision` counts the changes of this webhook from 1, without gaps. A change of the name alone is not sent and not counted, so `name`
 *   may be an earlier name.
 * - `headers_sealed` has the custom headers and `secrets[].sealed` a signing secret, both encrypted with the encryption context
 *   of the webhook.
 * - `secrets` has the newest first. Requests are signed with each secret until its `expires_at` (null: it does not expire).
 * - `schedule` has the delays before the retries, in seconds. An older registry does not send it: then the default holds.
 * - `rate_limit` limits the attempts to this webhook. Null or missing: there is no limit.
 * - `ordering`: see `ORDERINGS`. Missing: `none`.
 */
export const webhookChangedSchema = routingChangeV1('webhook.changed', {
  webhook: Type.Object({
    webhook_id: Uuid,
    revision: Type.Integer({ minimum: 1 }),
    name: Type.String(),
    endpoint: Type.String(),
    enabled: Type.Boolean(),
    deleted: Type.Boolean(),
    event_types: EventTypeNames,
    payload_version: Type.Enum(PAYLOAD_VERSIONS),
    headers_sealed: Type.Union([Type.String(), Type.Null()]),
    secrets: Type.Array(
      Type.Object({ sealed: Type.String(), expires_at: Type.Union([InstantSchema, Type.Null()]) }),
    ),
    schedule: Type.Optional(
      Type.Array(Type.Integer({ minimum: SCHEDULE_BOUNDS.minDelay, maximum: SCHEDULE_BOUNDS.maxDelay }), {
        minItems: 1,
        maxItems: SCHEDULE_BOUNDS.maxRetries,
      }),
    ),
    rate_limit: Type.Optional(
      Type.Union([
        Type.Object({
          limit: Type.Integer({ minimum: 1, maximum: RATE_LIMIT_MAX }),
          per: Type.Enum(RATE_UNITS),
        }),
        Type.Null(),
      ]),
    ),
    ordering: Type.Optional(Type.Enum(ORDERINGS)),
  }),
});
export type WebhookChanged = Static<typeof webhookChangedSchema>;

/** The encryption context of a webhook's secrets and headers: registry encrypts with it, delivery decrypts with it. */
export function webhookEncryptionContext(webhookId: string): string {
  return `webhook:${webhookId}`;
}

export const WEBHOOK_CHANGED_SUBJECT = routingSubject('webhook.changed', 1);

export const compiledWebhookChanged = compile(webhookChangedSchema);

export const webhookChangedExample: WebhookChanged = {
  id: '0196f0a1-7c10-7d6e-8f00-2b7f1c9d0a11',
  kind: 'webhook.changed',
  version: 1,
  workspace_id: '018cd9c0-1f3a-7c55-9b0e-3a1d5be0a6f1',
  changed_at: '2026-05-20T09:30:00.250481Z',
  webhook: {
    webhook_id: '0196f0a1-7b02-7a44-9c1d-5e8f60b7a9c3',
    revision: 1,
    name: 'CRM',
    endpoint: 'https://crm.example.com/hooks/flowforge',
    enabled: true,
    deleted: false,
    event_types: ['captured_form.created', 'captured_intent.created', 'conversation.closed'],
    payload_version: '2026-05',
    headers_sealed: null,
    secrets: [{ sealed: 'k1.c2VhbGVk', expires_at: null }],
    schedule: [5, 60, 3_600],
    rate_limit: { limit: 10, per: 'second' },
    ordering: 'conversation',
  },
};
