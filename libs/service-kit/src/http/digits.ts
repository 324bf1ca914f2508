/**
 * Converts a text of digits to its number. Any other value is left unchanged, so that validation refuses it: `Number` alone would
 * accept `1e1`, `0x10` and the empty text.
 */
export function numberFromDigits(value: unknown): unknown {
  return typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
}
