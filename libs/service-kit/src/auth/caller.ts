import type { Principal } from './principal.js';

/** Whom an api key or an internal token belongs to, in which workspace, and what it allows there. */
export interface Identity {
  workspaceId: string;
  principal: Principal;
  /** Plain strings: a newer registry may know more scopes than this service. */
  scopes: readonly string[];
  /** Id of the session through which a user sends the request. Absent for an api key. */
  sessionId?: string;
}

/** The authenticated sender of a request. */
export interface Caller extends Identity {
  /** The IP address that the request came from, as far as `TRUST_PROXY` allows to know it. */
  address: string;
}

/** The prefix of every api key. Secret scanners find leaked keys by it. */
export const API_KEY_PREFIX = 'ff_';

/** The token in an `Authorization: Bearer …` header, at most 512 characters; null when there is none or it is malformed. */
export function bearerOf(header: string | undefined): string | null {
  const match = /^Bearer +([A-Za-z0-9_.~+/=-]{1,512})$/i.exec(header ?? '');
  return match?.[1] ?? null;
}
