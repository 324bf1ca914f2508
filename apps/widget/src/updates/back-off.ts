/** The longest wait, in milliseconds. */
const LONGEST_MS = 30_000;
const FIRST_MS = 1_000;

/**
 * How long to wait after a number of failures in a row, in milliseconds: 1 s, 2 s, 4 s … 30 s. Half of it is random, so that
 * the visitors of many pages do not come back in the same moment.
 *
 * @param failures 1 or more
 * @param random from 0 to 1
 */
export function backOffMs(failures: number, random: number): number {
  const full = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.max(0, failures - 1));
  return Math.round(full / 2 + (full / 2) * random);
}
