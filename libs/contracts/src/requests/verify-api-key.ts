import { Type, type Static } from 'typebox';
import { Uuid } from '../ids.js';
import { Sha256Hex } from '../sha256-hex.js';
import { defineRequest } from './contract.js';

/** `key_hash` is the SHA-256 of the whole key in lower-case hexadecimal. The key itself is never sent. */
const VerifyApiKeyRequestSchema = Type.Object({ key_hash: Sha256Hex });

/**
 * `found: false` for an unknown key and for a revoked key. Scopes are plain strings: a newer registry may have scopes that
 * the caller does not know.
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

/** Asks the registry for the workspace and the scopes of an api key. */
export const verifyApiKey = defineRequest({
  name: 'verify-api-key',
  service: 'registry',
  timeoutMs: 2000,
  request: VerifyApiKeyRequestSchema,
  reply: VerifyApiKeyReplySchema,
});
