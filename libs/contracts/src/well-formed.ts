/** The value with each lone surrogate of its texts and property names replaced by U+FFFD. For JSON values. */
export function wellFormed<Value>(value: Value): Value;
export function wellFormed(value: unknown): unknown {
  if (typeof value === 'string') return value.toWellFormed();
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item: unknown) => wellFormed(item));
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name.toWellFormed(), wellFormed(item)]),
  );
}

/**
 * A value as compact JSON that strict parsers accept. `JSON.stringify` writes a lone surrogate as an escape such as
 * `\ud83d`, which PostgreSQL and many JSON parsers refuse. This function writes U+FFFD instead.
 */
export function toWellFormedJson(value: object): string {
  const json = JSON.stringify(value);
  // JSON.stringify writes an escape that begins with \ud only for a lone surrogate. A text can also contain these characters
  // literally. It is then serialised a second time with the same result.
  return json.includes('\\ud') ? JSON.stringify(wellFormed(value)) : json;
}
