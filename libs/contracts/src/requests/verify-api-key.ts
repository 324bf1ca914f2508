import { Type, type Static } from 'typebox';
import { Uuid } from '../ids.js';
import { Sha256Hex } from '../sha256-hex.js';
import { defineRequest } from './contract.js';

/** `key_hash` is the SHA-256 of the whole key in lower-case hex; the key itself never travels. */
const VerifyApiKeyRequestSchema = Type.Object({ key_hash: Sha256Hex });

/**
 * `found: false` for a key that never was and for one that was revoked. Scopes are strings here, since a newer registry
 * may know more of them than the asker: what the asker needs, it finds by name.
 */
const VerifyApiKeyReplySchema = Type.Union([
  Type.Object({ found: Type.Literal(false) }),
  Type.Object({
    found: Type.Literal(true),
    api_key_id: Uuid,
    workspace_id: Uuid,
    scopes: Type.Array(Type.String()),
  }),
]);

export type VerifyApiKeyReply = Static<typeof VerifyApiKeyReplySchema>;

/** Whose api key is this, and what may it do? */
export const verifyApiKey = defineRequest({
  name: 'verify-api-key',
  service: 'registry',
  timeoutMs: 2000,
  request: VerifyApiKeyRequestSchema,
  reply: VerifyApiKeyReplySchema,
});
