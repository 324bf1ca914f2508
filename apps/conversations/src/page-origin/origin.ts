/** A host name, or an IPv6 address in brackets. URL parsing also lets `*` and other characters through. */
const HOST = /^(?:[a-z0-9_.-]+|\[[0-9a-f:.]+\])$/;

/** The origin in a text (`https://shop.example`, a final slash is ignored), as browsers spell it; null when there is none. */
export function originOf(text: string): string | null {
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  const isWeb = url.protocol === 'https:' || url.protocol === 'http:';
  return isWeb && HOST.test(url.hostname) && url.href === `${url.origin}/` ? url.origin : null;
}

/**
 * Whether a page of this `Origin` header may use a widget. Scheme, host and port must be equal. Without a list every origin
 * is allowed; a request without the header does not come from a page, and is always allowed.
 */
export function allowsOrigin(allowed: readonly string[] | null, origin: string | undefined): boolean {
  return allowed === null || origin === undefined || allowed.includes(origin);
}
