import { REVALIDATED } from './file-headers.js';

/**
 * Headers of every page. It loads only from its own origin, holds nothing inline, and no other page may frame it. They are added to
 * `SECURITY_HEADERS`.
 */
export const PAGE_HEADERS = {
  'cache-control': REVALIDATED,
  'content-security-policy': policy({ frameAncestors: "'none'" }),
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=()',
  // With `no-referrer`, browsers would send `Origin: null` in a form's POST.
  'referrer-policy': 'same-origin',
} as const;

/** The content security policy of a page. @param frameAncestors who may show the page in a frame, as CSP source list */
export function policy({ frameAncestors }: { frameAncestors: string }): string {
  return [
    "default-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "object-src 'none'",
    `frame-ancestors ${frameAncestors}`,
  ].join('; ');
}
