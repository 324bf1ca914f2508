import { setTimeout as delay } from 'node:timers/promises';

/**
 * Polls until `find` returns a value, and returns that value. The time between two polls is 20 ms at first, and grows to 100 ms in a
 * wait of 2 s: a poll of a service costs processor time, which what is awaited may need.
 *
 * @param what the awaited thing, for the error
 * @param find returns undefined, null or false for "not yet"; an error counts as "not yet", too
 * @param deadlineMs after this time, in milliseconds, the wait fails; the last error of `find` is the cause
 */
export async function until<T>(
  what: string,
  find: () => Promise<T | undefined | null | false> | T | undefined | null | false,
  deadlineMs = 20_000,
): Promise<T> {
  const startedAt = Date.now();
  const deadline = startedAt + deadlineMs;
  let reason: unknown;
  do {
    try {
      const found = await find();
      if (found !== undefined && found !== null && found !== false) return found;
      reason = undefined;
    } catch (error) {
      reason = error;
    }
    await delay(Math.min(Math.max(20, (Date.now() - startedAt) / 20), 100));
  } while (Date.now() < deadline);
  throw new Error(`waited ${deadlineMs} ms for ${what}`, { cause: reason });
}
