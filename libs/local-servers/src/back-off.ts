/** The delay before the n-th restart in a row, in ms: 200, 400, 800, … and never above 10 s. */
export function backOffMs(failures: number): number {
  return Math.min(10_000, 200 * 2 ** Math.min(failures, 20));
}
