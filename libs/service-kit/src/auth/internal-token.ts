import {
  decodeInternalTokenPayload,
  encodeInternalTokenPayload,
  INTERNAL_TOKEN_MS,
  INTERNAL_TOKEN_PREFIX,
  type InternalTokenPayload,
} from '@flowforge/contracts/sessions/internal-token';
import { scopesOfRole } from '@flowforge/contracts/words';
import type { KeyRing } from '@flowforge/encryption/key-ring';
import type { Identity } from './caller.js';

const PURPOSE = 'internal-token';

/** A new internal token, and when it expires. */
export interface IssuedInternalToken {
  token: string;
  expiresAt: Date;
}

/**
 * Issues a token for requests to the services in the name of a user. Only the registry may call this, after it has checked the session.
 *
 * @param nowMs Unix milliseconds; the token is valid for 60 seconds from then
 */
export function issueInternalToken(
  ring: KeyRing,
  session: Omit<InternalTokenPayload, 'expires_at'>,
  nowMs: number,
): IssuedInternalToken {
  const expiresAt = new Date(nowMs + INTERNAL_TOKEN_MS);
  const payload = encodeInternalTokenPayload({ ...session, expires_at: expiresAt.toISOString() });
  return { token: `${INTERNAL_TOKEN_PREFIX}${payload}.${ring.sign(payload, PURPOSE)}`, expiresAt };
}

/** Whether a bearer token has the form of an internal token; it may still be wrong. */
export function isInternalToken(token: string): boolean {
  return token.startsWith(INTERNAL_TOKEN_PREFIX);
}

/** The content of a token; null when it was not issued with a key of this ring, or when it has expired. */
export function readInternalToken(ring: KeyRing, token: string, nowMs: number): InternalTokenPayload | null {
  const [payload = '', keyId = '', mac = '', ...more] = token.slice(INTERNAL_TOKEN_PREFIX.length).split('.');
  if (!isInternalToken(token) || more.length > 0) return null;
  if (!ring.verify(payload, PURPOSE, `${keyId}.${mac}`)) return null;
  const read = decodeInternalTokenPayload(payload);
  if (read === null) return null;
  const leftMs = Date.parse(read.expires_at) - nowMs;
  // A token that is valid for much longer was issued with a clock that is ahead by more than a minute.
  return leftMs > 0 && leftMs <= 2 * INTERNAL_TOKEN_MS ? read : null;
}

/** The user that a token was issued for. */
export function identityOf(payload: InternalTokenPayload): Identity {
  return {
    workspaceId: payload.workspace_id,
    principal: { kind: 'user', id: payload.user_id },
    scopes: scopesOfRole(payload.role),
    sessionId: payload.session_id,
  };
}

/** Finds the user that an internal token was issued for. */
export abstract class InternalTokenVerifier {
  /** Null when the token is wrong or has expired. */
  abstract verify(token: string): Promise<Identity | null>;
}

/** Verifies tokens by their signature alone, without a request to the registry. */
export class SignedInternalTokens extends InternalTokenVerifier {
  constructor(
    private readonly ring: KeyRing,
    private readonly now: () => number = Date.now,
  ) {
    super();
  }

  verify(token: string): Promise<Identity | null> {
    const payload = readInternalToken(this.ring, token, this.now());
    return Promise.resolve(payload === null ? null : identityOf(payload));
  }
}
