/** Maximum size of one text inside an event, in bytes of JSON with its quotes. Longer texts are clipped. */
export const TEXT_MAX_BYTES = 32 * 1024;

/** The size of a value in compact JSON, in bytes of UTF-8. */
export function jsonBytes(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}

/**
 * The longest prefix of the text that takes at most `maxBytes` (2 or more, for the quotes) as a JSON string. Escapes count:
 * a quote takes two bytes, a control character six. A surrogate pair is never split.
 */
export function clipText(text: string, maxBytes: number): string {
  // Each UTF-16 unit takes at least one byte, so a text with more units than bytes cannot fit and is not serialized.
  if (text.length <= maxBytes - 2 && jsonBytes(text) <= maxBytes) return text;
  let fits = 0;
  let exceeds = Math.min(text.length, maxBytes) + 1;
  while (exceeds - fits > 1) {
    const middle = Math.floor((fits + exceeds) / 2);
    if (jsonBytes(prefix(text, middle)) <= maxBytes) fits = middle;
    else exceeds = middle;
  }
  return prefix(text, fits);
}

/** The first `length` UTF-16 units; one fewer if that would split a surrogate pair. */
function prefix(text: string, length: number): string {
  const cutsPair = (text.codePointAt(length - 1) ?? 0) > 0xffff;
  return text.slice(0, cutsPair ? length - 1 : length);
}
