/**
 * Headers of every answer. An API answer may contain a secret or a token, so no cache may store it. It is not a page, so a browser
 * may load and run nothing in it. A page replaces the content security policy by its own.
 */
export const SECURITY_HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
} as const;
