import { relativeTime } from '@flowforge/design-system/format/relative-time.ts';

const HOUR_MS = 3_600_000;

/** When something happened of which only the hour is known. `start` of the hour and `now` in milliseconds. */
export function hourText(start: number, now: number): string {
  return now - start < HOUR_MS ? 'this hour' : relativeTime(start + HOUR_MS / 2, now);
}
