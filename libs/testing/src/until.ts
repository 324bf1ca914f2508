import { setTimeout as delay } from 'node:timers/promises';

/**
 * Waits for a condition by asking again and again, and returns what it found. A test names what it waits for; how long
 * that took is never asserted.
 *
 * @param find answers undefined, null or false for "not yet"; an error counts as "not yet" and is told at the end
 * @param deadlineMs after this the wait fails, naming `what`
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
  throw new Error(`waited ${deadlineMs} ms in vain for ${what}`, { cause: reason });
}
