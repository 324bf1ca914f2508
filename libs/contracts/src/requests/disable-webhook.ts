import { Type, type Static } from 'typebox';
import { Uuid } from '../ids.js';
import { defineRequest } from './contract.js';

/** `revision` is the one the endpoint answered to: a webhook that was changed since is left alone. */
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

/** The endpoint said that it is gone for good (410). Asked by delivery, again with each such answer until it is heard. */
export const disableWebhook = defineRequest({
  name: 'disable-webhook',
  service: 'registry',
  timeoutMs: 5000,
  request: DisableWebhookRequestSchema,
  reply: DisableWebhookReplySchema,
});
