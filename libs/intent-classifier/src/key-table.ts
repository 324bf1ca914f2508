/**
 * Numbers by key in typed arrays, so that it moves between threads without a copy. A key may occur several times. `keys` is
 * sorted; `values` has the same order.
 */
export interface KeyTable {
  readonly keys: Float64Array<ArrayBuffer>;
  readonly values: Int32Array<ArrayBuffer>;
}

/** Entries of the same key keep their order. */
export function newKeyTable(entries: readonly (readonly [key: number, value: number])[]): KeyTable {
  const sorted = [...entries].sort((a, b) => a[0] - b[0]);
  return {
    keys: Float64Array.from(sorted, ([key]) => key),
    values: Int32Array.from(sorted, ([, value]) => value),
  };
}

/** The values of a key; empty for an unknown one. */
export function valuesOf({ keys, values }: KeyTable, key: number): Int32Array {
  const start = firstNotBelow(keys, key);
  let end = start;
  while (keys[end] === key) end += 1;
  return values.subarray(start, end);
}

function firstNotBelow(keys: Float64Array, key: number): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((keys[middle] ?? 0) < key) low = middle + 1;
    else high = middle;
  }
  return low;
}
