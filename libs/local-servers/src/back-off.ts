/** The delay before the next restart after `failures` failures in a row, in milliseconds: 200, 400, 800, …, at most 10,000. */
export function backOffMs(failures: number): number {
  return Math.min(10_000, 200 * 2 ** Math.min(failures, 20));
}
