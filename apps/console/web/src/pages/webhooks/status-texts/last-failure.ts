import { relativeTime } from '@flowforge/design-system/format/relative-time.ts';
import type { Statistics } from '../../../api/deliveries.js';
import { FAILED_OUTCOMES, type Outcome } from '../../../delivery/outcome-words.js';

const HOUR_MS = 3_600_000;

/** The newest hour in which an attempt failed, and its most frequent failure; undefined without one. */
export function lastFailure({ items }: Statistics): { start: number; outcome: Outcome } | undefined {
  const hour = items.findLast(({ attempts: { delivered: _, ...failures } }) =>
    Object.values(failures).some((failed) => failed > 0),
  );
  if (hour === undefined) return undefined;
  const { delivered: _, ...failures } = hour.attempts;
  const outcomes = FAILED_OUTCOMES.toSorted((one, other) => failures[other] - failures[one]);
  return { start: Date.parse(hour.start), outcome: outcomes[0] ?? 'endpoint_error' };
}

/** When that was; statistics know the hour only. `start` and `now` in milliseconds. */
export function hourText(start: number, now: number): string {
  return now - start < HOUR_MS ? 'this hour' : relativeTime(start + HOUR_MS / 2, now);
}
