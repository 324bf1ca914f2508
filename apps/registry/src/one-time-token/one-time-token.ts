import { createHash, randomBytes } from 'node:crypto';

const TOKEN_BYTES = 32;

/** The prefixes of tokens in links: of an invitation, of a password reset, and of the first sign-up. */
const PREFIXES = { invitation: 'ffn_', password_reset: 'ffr_', setup: 'ffu_' } as const;

/** What a token is for. */
export type TokenUse = keyof typeof PREFIXES;

/** How long each token can be used, in hours. */
export const VALID_HOURS: Readonly<Record<TokenUse, number>> = {
  invitation: 168,
  password_reset: 24,
  setup: 24,
};

/** A new token, which can be used once: a prefix and 256 random bits in base64url. */
export function generateOneTimeToken(use: TokenUse): string {
  return PREFIXES[use] + randomBytes(TOKEN_BYTES).toString('base64url');
}

/** SHA-256 of a token in lower-case hexadecimal: how it is stored. It has 256 random bits, so no salt is needed. */
export function hashOneTimeToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
