const WHOLE = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

/** A count with separators: “1,204”. */
export function count(value: number): string {
  return WHOLE.format(value);
}

/**
 * The share of a part: “99.6 %”. Never “100 %” unless it is all, never “0 %” unless it is none. An en dash when the whole is 0.
 */
export function percent(part: number, whole: number): string {
  if (whole <= 0) return '–';
  if (part === whole) return '100 %';
  if (part === 0) return '0 %';
  const share = Math.min(Math.max((part / whole) * 100, 0.1), 99.9);
  return `${share.toFixed(1)} %`;
}

/** A count and its noun: “1 attempt”, “3 attempts”. */
export function plural(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}
