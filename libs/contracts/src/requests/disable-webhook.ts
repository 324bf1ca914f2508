import { Type, type Static } from 'typebox';
import { Uuid } from '../ids.js';
import { defineRequest } from './contract.js';

/**
 * `revision` is the revision of the webhook that was called: a webhook that was changed since then stays as it is.
 * `delivery_id` is the delivery whose answer asked for it; an older release of delivery does not send it.
 */
const DisableWebhookRequestSchema = Type.Object({
  workspace_id: Uuid,
  webhook_id: Uuid,
  revision: Type.Integer({ minimum: 1 }),
  reason: Type.Literal('gone'),
  delivery_id: Type.Optional(Uuid),
});

/** `disabled: false` when the webhook was changed, disabled or deleted in the meantime. */
const DisableWebhookReplySchema = Type.Object({ disabled: Type.Boolean() });

export type DisableWebhookRequest = Static<typeof DisableWebhookRequestSchema>;
export type DisableWebhookReply = Static<typeof DisableWebhookReplySchema>;

/** Disables a webhook whose endpoint wants no more requests: a 410, or `webhook-delivery: disable`. Delivery sends it after each such answer, so a lost request is repeated. */
export const disableWebhook = defineRequest({
  name: 'disable-webhook',
  service: 'registry',
  timeoutMs: 5000,
  request: DisableWebhookRequestSchema,
  reply: DisableWebhookReplySchema,
});
