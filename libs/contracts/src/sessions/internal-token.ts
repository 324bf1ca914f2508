import { Type, type Static } from 'typebox';
import { compile } from '../compiled.js';
import { parseJson } from '../decoding.js';
import { Uuid } from '../ids.js';
import { ROLES } from '../words.js';

/** Maximum validity of an internal token, in milliseconds. */
export const INTERNAL_TOKEN_MS = 60_000;

/** The prefix of every internal token: `ffi_<payload>.<proof>`, where the payload is base64url of JSON. */
export const INTERNAL_TOKEN_PREFIX = 'ffi_';

const PayloadSchema = Type.Object({
  user_id: Uuid,
  workspace_id: Uuid,
  role: Type.Enum(ROLES),
  session_id: Uuid,
  /** RFC 3339 UTC with milliseconds. */
  expires_at: Type.String({ pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z$' }),
});

/** The content of an internal token: the user of the request, the user's role and workspace. The token is valid until `expires_at`. */
export type InternalTokenPayload = Static<typeof PayloadSchema>;

const schema = compile(PayloadSchema);

/** The payload as the text that is signed. */
export function encodeInternalTokenPayload(payload: InternalTokenPayload): string {
  return Buffer.from(JSON.stringify(payload)).toString('base64url');
}

/** Reads a payload; null when it does not have this form. It does not check the expiry. */
export function decodeInternalTokenPayload(text: string): InternalTokenPayload | null {
  const value = parseJson(Buffer.from(text, 'base64url'));
  return schema.check(value) ? value : null;
}
