/** Who asks: one api key of one workspace. */
export interface Caller {
  workspaceId: string;
  apiKeyId: string;
  /** A newer registry may know more of them than this service. */
  scopes: readonly string[];
}

/** What every api key starts with, so that a leaked one can be found by a scanner. */
export const API_KEY_PREFIX = 'ff_';

/** The key in an `Authorization: Bearer …` header, or null. */
export function bearerOf(header: string | undefined): string | null {
  const match = /^Bearer +([A-Za-z0-9_.~+/=-]{1,512})$/i.exec(header ?? '');
  return match?.[1] ?? null;
}
