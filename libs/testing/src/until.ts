import { setTimeout as delay } from 'node:timers/promises';

/**
 * Polls until a condition holds and returns what it found. Tests do not assert how long that took.
 *
 * @param find answers undefined, null or false for "not yet"; an error counts as "not yet" and is the cause of the final error
 * @param deadlineMs the wait fails after this time, in milliseconds
 */
export async function until<T>(
  what: string,
  find: () => Promise<T | undefined | null | false> | T | undefined | null | false,
  deadlineMs = 20_000,
): Promise<T> {
  const deadline = Date.now() + deadlineMs;
  let reason: unknown;
  do {
    try {
      const found = await find();
      if (found !== undefined && found !== null && found !== false) return found;
      reason = undefined;
    } catch (error) {
      reason = error;
    }
    await delay(20);
  } while (Date.now() < deadline);
  throw new Error(`waited ${deadlineMs} ms for ${what}`, { cause: reason });
}
