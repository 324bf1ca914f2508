import type { Principal } from './principal.js';

/** The authenticated sender of a request, the workspace it belongs to, and what it may do there. */
export interface Caller {
  workspaceId: string;
  principal: Principal;
  /** Plain strings: a newer registry may know more scopes than this service. */
  scopes: readonly string[];
}

/** What every api key starts with, so that a scanner can find a leaked one. */
export const API_KEY_PREFIX = 'ff_';

/** The token in an `Authorization: Bearer …` header, or null. */
export function bearerOf(header: string | undefined): string | null {
  const match = /^Bearer +([A-Za-z0-9_.~+/=-]{1,512})$/i.exec(header ?? '');
  return match?.[1] ?? null;
}
