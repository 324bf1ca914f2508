/**
 * Headers of every answer. An API answer is no page and may hold a secret or a token: no cache stores it, and a browser that opens
 * it loads and runs nothing. A page replaces the content security policy by its own.
 */
export const SECURITY_HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
} as const;
