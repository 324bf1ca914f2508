import { randomBytes } from 'node:crypto';
import { ALL_SCOPES, type Scope } from '@flowforge/contracts/words';
import { API_KEY_PREFIX } from '@flowforge/service-kit/auth/caller';
import type { Actor } from '../audit-log/audit-log.js';

const KEY_BYTES = 32;
const PREFIX_CHARACTERS = 8;
const LAST_CHARACTERS = 4;

/** An api key as it is stored: its metadata and its hash. The key itself is not stored. */
export interface ApiKey {
  id: string;
  workspaceId: string;
  name: string;
  /** SHA-256 of the whole key, in lower-case hexadecimal. */
  keyHash: string;
  /** The first 8 characters of the key, so that people recognise it. */
  prefix: string;
  /** The last 4 characters of the key, so that people recognise it. */
  lastFour: string;
  scopes: Scope[];
  /** Who created it; the three are null for a key of an earlier release. */
  createdByKind: Actor['kind'] | null;
  /** Id of the user or api key; null for the operator. */
  createdById: string | null;
  /** E-mail address of the user or name of the api key, as it was then. */
  createdByName: string | null;
  createdAt: Date;
  revokedAt: Date | null;
}

/** Generates a key: `ff_` and 256 random bits in base64url. The key is returned to the caller once and never stored. */
export function generateApiKey(): string {
  return API_KEY_PREFIX + randomBytes(KEY_BYTES).toString('base64url');
}

/** The first and last characters of a key. They are stored in plain text, so that people recognise the key in a list. */
export function visiblePartsOf(key: string): { prefix: string; lastFour: string } {
  return { prefix: key.slice(0, PREFIX_CHARACTERS), lastFour: key.slice(-LAST_CHARACTERS) };
}

/** The scopes of a new key: the requested ones; without a request, all scopes of the caller. */
export function scopesOfNewKey(
  callerScopes: readonly string[],
  requested: readonly Scope[] | undefined,
): Scope[] {
  return [...(requested ?? ALL_SCOPES.filter((scope) => callerScopes.includes(scope)))];
}

/** The scopes that the caller does not have, and therefore must not give to a new key. */
export function missingScopes(callerScopes: readonly string[], scopes: readonly Scope[]): Scope[] {
  return scopes.filter((scope) => !callerScopes.includes(scope));
}
