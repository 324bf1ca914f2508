import type { Principal } from './principal.js';

/** The authenticated sender of a request, the workspace it belongs to, and what it may do there. */
export interface Caller {
  workspaceId: string;
  principal: Principal;
  /** Plain strings: a newer registry may know more scopes than this service. */
  scopes: readonly string[];
}

/** The prefix of every api key. Secret scanners find leaked keys by it. */
export const API_KEY_PREFIX = 'ff_';

/** The token in an `Authorization: Bearer …` header, at most 512 characters; null when there is none or it is malformed. */
export function bearerOf(header: string | undefined): string | null {
  const match = /^Bearer +([A-Za-z0-9_.~+/=-]{1,512})$/i.exec(header ?? '');
  return match?.[1] ?? null;
}
