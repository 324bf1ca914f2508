/** The origin that a text names (`https://shop.example`, a final slash forgiven), or null when it names none. */
export function originOf(text: string): string | null {
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  const isWeb = url.protocol === 'https:' || url.protocol === 'http:';
  return isWeb && url.href === `${url.origin}/` ? url.origin : null;
}

/** Whether a request may start a conversation: any origin where none is listed, and always without an `Origin` header. */
export function allowsOrigin(allowed: readonly string[] | null, origin: string | undefined): boolean {
  if (allowed === null || origin === undefined) return true;
  const asked = originOf(origin);
  return asked !== null && allowed.includes(asked);
}
