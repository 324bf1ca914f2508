/** A random id of a message, 128 bits. Pages over plain http have `getRandomValues` and no `randomUUID`. */
export function newClientId(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('');
}
