import { createHash, randomBytes } from 'node:crypto';
import { SESSION_TOKEN_PREFIX } from '@flowforge/contracts/sessions/session-token';
import type { Role } from '@flowforge/contracts/words';

const TOKEN_BYTES = 32;
const DAY_MS = 86_400_000;

/** A session of a user in a workspace. */
export interface Session {
  id: string;
  user: { id: string; email: string; name: string };
  workspace: { id: string; name: string };
  role: Role;
  /** The IP address that signed in. */
  address: string;
  /** `User-Agent` of the client that signed in; null when it sent none. */
  userAgent: string | null;
  createdAt: Date;
  /** At most a minute older than the last request. */
  lastUsedAt: Date;
  expiresAt: Date;
}

/** How long sessions last, in days. */
export interface SessionLifetime {
  /** After its last use. */
  idleDays: number;
  /** After the sign-in. */
  maxDays: number;
}

/** Sessions of one user at most. A further sign-in ends the one that was not used for the longest time. */
export const SESSIONS_MAX = 50;

/** Minimum time between two records of the use of a session, in milliseconds. */
export const USE_RECORDED_EVERY_MS = 60_000;

export const USER_AGENT_MAX = 500;

/** A new session token: `ffs_` and 256 random bits in base64url. */
export function generateSessionToken(): string {
  return SESSION_TOKEN_PREFIX + randomBytes(TOKEN_BYTES).toString('base64url');
}

/** SHA-256 of a token in lower-case hexadecimal: how a session check names a session. */
export function hashSessionToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/**
 * The form that is stored: the SHA-256 of the hash. A session check is made with the hash of a token, so the stored text must not be
 * usable for a check: whoever reads the table must not be able to act as a user.
 */
export function storedTokenHash(tokenHash: string): string {
  return createHash('sha256').update(tokenHash).digest('hex');
}

/** When a session expires without another use. */
export function expiryOf(session: Session, { idleDays }: SessionLifetime): Date {
  const idle = session.lastUsedAt.getTime() + idleDays * DAY_MS;
  return new Date(Math.min(idle, session.expiresAt.getTime()));
}
