import { Type, type Static } from 'typebox';
import { Uuid } from '../ids.js';
import { defineRequest } from './contract.js';

/** `revision` is the revision of the webhook that got the 410: a webhook that was changed since then stays enabled. */
const DisableWebhookRequestSchema = Type.Object({
  workspace_id: Uuid,
  webhook_id: Uuid,
  revision: Type.Integer({ minimum: 1 }),
  reason: Type.Literal('gone'),
});

/** `disabled: false` when it was changed, disabled or deleted meanwhile. */
const DisableWebhookReplySchema = Type.Object({ disabled: Type.Boolean() });

export type DisableWebhookRequest = Static<typeof DisableWebhookRequestSchema>;
export type DisableWebhookReply = Static<typeof DisableWebhookReplySchema>;

/** Disables a webhook whose endpoint answered 410 (gone). Delivery sends it after each 410, so a lost request is repeated. */
export const disableWebhook = defineRequest({
  name: 'disable-webhook',
  service: 'registry',
  timeoutMs: 5000,
  request: DisableWebhookRequestSchema,
  reply: DisableWebhookReplySchema,
});
