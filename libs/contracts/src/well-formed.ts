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
 * `\ud83d`, which PostgreSQL and many JSON parsers refuse; here U+FFFD stands in its place.
 */
export function toWellFormedJson(value: object): string {
  const json = JSON.stringify(value);
  // Only a lone surrogate is written as an escape that begins with \ud. A text can also spell out those characters, and is
  // then serialised a second time with the same result.
  return json.includes('\\ud') ? JSON.stringify(wellFormed(value)) : json;
}
