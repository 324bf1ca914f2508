import { randomBytes } from 'node:crypto';
import { ALL_SCOPES, type Scope } from '@flowforge/contracts/words';
import { API_KEY_PREFIX } from '@flowforge/service-kit/auth/caller';

const KEY_BYTES = 32;
const SHOWN_PREFIX = 8;
const SHOWN_END = 4;

/** An api key as the registry knows it: not the key, only what tells it apart. */
export interface ApiKey {
  id: string;
  workspaceId: string;
  name: string;
  /** SHA-256 of the whole key, lower-case hex. */
  keyHash: string;
  /** The first characters of the key, for people. */
  prefix: string;
  /** Its last characters, for people. */
  lastFour: string;
  scopes: Scope[];
  createdAt: Date;
  revokedAt: Date | null;
}

/** A new key, `ff_` and 256 random bits. It exists only here and in the answer. */
export function generateApiKey(): string {
  return API_KEY_PREFIX + randomBytes(KEY_BYTES).toString('base64url');
}

/** What is kept of a key so that people can tell it from another. */
export function shownPartsOf(key: string): { prefix: string; lastFour: string } {
  return { prefix: key.slice(0, SHOWN_PREFIX), lastFour: key.slice(-SHOWN_END) };
}

/** The scopes of a new key: those asked for, or else all that its maker has. */
export function scopesFor(held: readonly string[], asked: readonly Scope[] | undefined): Scope[] {
  return [...(asked ?? ALL_SCOPES.filter((scope) => held.includes(scope)))];
}

/** The scopes that the maker of a key does not hold and so cannot give. */
export function scopesBeyond(held: readonly string[], scopes: readonly Scope[]): Scope[] {
  return scopes.filter((scope) => !held.includes(scope));
}
