/** The most that one text inside an event may take, in bytes of JSON with its quotes; longer ones are clipped. */
export const TEXT_MAX_BYTES = 32 * 1024;

/** The size of a value in compact JSON, in bytes of UTF-8. */
export function jsonBytes(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}

/**
 * The longest beginning of the text that takes at most `maxBytes` (2 or more, for the quotes) as a JSON string. It is
 * measured as written: a quote takes two bytes, a control character six, an emoji four, and none is cut in half.
 */
export function clipText(text: string, maxBytes: number): string {
  // No UTF-16 unit takes less than a byte, which spares measuring the whole of a text that is far too long.
  if (text.length <= maxBytes - 2 && jsonBytes(text) <= maxBytes) return text;
  let fits = 0;
  let exceeds = Math.min(text.length, maxBytes) + 1;
  while (exceeds - fits > 1) {
    const middle = Math.floor((fits + exceeds) / 2);
    if (jsonBytes(beginning(text, middle)) <= maxBytes) fits = middle;
    else exceeds = middle;
  }
  return beginning(text, fits);
}

/** The first `length` UTF-16 units, one fewer where that would cut a surrogate pair. */
function beginning(text: string, length: number): string {
  const cutsPair = (text.codePointAt(length - 1) ?? 0) > 0xffff;
  return text.slice(0, cutsPair ? length - 1 : length);
}
