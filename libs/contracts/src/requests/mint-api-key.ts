import { Type, type Static } from 'typebox';
import { Uuid } from '../ids.js';
import { ALL_SCOPES } from '../words.js';
import { defineRequest } from './contract.js';

/** With `revoke_others_named` the workspace's other keys of the same name are revoked in the same transaction. */
const MintApiKeyRequestSchema = Type.Object({
  workspace_id: Uuid,
  name: Type.String({ minLength: 1, maxLength: 200 }),
  scopes: Type.Array(Type.Enum(ALL_SCOPES), { minItems: 1 }),
  revoke_others_named: Type.Boolean(),
});

/** `key` is the secret itself, told this once; the registry keeps its hash only. */
const MintApiKeyReplySchema = Type.Object({ api_key_id: Uuid, key: Type.String({ minLength: 1 }) });

export type MintApiKeyRequest = Static<typeof MintApiKeyRequestSchema>;
export type MintApiKeyReply = Static<typeof MintApiKeyReplySchema>;

/** A new api key. Asked by an operator's tool, never for an integrator. */
export const mintApiKey = defineRequest({
  name: 'mint-api-key',
  service: 'registry',
  timeoutMs: 5000,
  request: MintApiKeyRequestSchema,
  reply: MintApiKeyReplySchema,
});
