/** The top of an axis: the next even one of 1, 2, 4, 5, 6, 8 times a power of ten that is not below `highest`; 2 for nothing. */
export function axisTop(highest: number): number {
  if (highest <= 2) return 2;
  const power = 10 ** Math.floor(Math.log10(highest));
  const step =
    [1, 2, 4, 5, 6, 8, 10].find((factor) => factor * power >= highest && (factor * power) % 2 === 0) ?? 10;
  return step * power;
}

/** Where each part of a stacked bar starts and how high it is, in the unit of `height`. A part above 0 is at least 2 high. */
export function barHeights(
  values: readonly number[],
  top: number,
  height: number,
): { start: number; height: number }[] {
  let start = 0;
  return values.map((value) => {
    const part = { start, height: value === 0 ? 0 : Math.max(2, (value / top) * height) };
    start += part.height;
    return part;
  });
}
