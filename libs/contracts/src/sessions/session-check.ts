import { Type, type Static } from 'typebox';
import { compile } from '../compiled.js';
import { parseJson } from '../decoding.js';
import { Uuid } from '../ids.js';
import { Sha256Hex } from '../sha256-hex.js';
import { ROLES } from '../words.js';

/** Path of the request at the registry. It is not part of the public API: the front door does not forward it. */
export const SESSION_CHECK_PATH = '/internal/sessions/check';

const RequestSchema = Type.Object({ token_hash: Sha256Hex });
const AnswerSchema = Type.Object({
  session_id: Uuid,
  user_id: Uuid,
  workspace_id: Uuid,
  role: Type.Enum(ROLES),
  internal_token: Type.String({ minLength: 1, maxLength: 512 }),
  /** RFC 3339 UTC. */
  internal_token_expires_at: Type.String({ maxLength: 40 }),
});

/** Body of the request: the SHA-256 of the whole session token, in lower-case hexadecimal. The token itself is not sent. */
export type SessionCheckRequest = Static<typeof RequestSchema>;

/**
 * The answer with status 200: whose session it is, and a token for requests to the services in the name of this user. The status
 * 404 means that the session does not exist or has ended, or that the user is no longer a member of the workspace.
 */
export type SessionCheckAnswer = Static<typeof AnswerSchema>;

const request = compile(RequestSchema);
const answer = compile(AnswerSchema);

/** Reads a request that is parsed JSON; null when it does not have this form. */
export function readSessionCheckRequest(value: unknown): SessionCheckRequest | null {
  return request.check(value) ? value : null;
}

/** Reads the body of an answer with status 200; null when it does not have this form. */
export function decodeSessionCheckAnswer(bytes: Uint8Array): SessionCheckAnswer | null {
  const value = parseJson(bytes);
  return answer.check(value) ? value : null;
}
