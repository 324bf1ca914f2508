import { LONGEST_SCHEDULE_MS } from '@flowforge/contracts/routing/webhook-settings';
import { isWithin, sinceOf, type Within } from './delivery-search.js';

/** What to recover: the events of a span of time, or what was missed since the webhook was disabled. */
export type RecoverSpan = Within | 'disabled';

export function isRecoverSpan(id: string): id is RecoverSpan {
  return id === 'disabled' || isWithin(id);
}

/**
 * The beginning of the time to recover, in RFC 3339. What waited when the webhook was disabled was skipped, too: its events may be as old as
 * the longest retry schedule takes, because a pause or a rate limit may have held them up. `disabledAt` in RFC 3339, `now` in
 * milliseconds.
 */
export function recoverSince(span: RecoverSpan, disabledAt: string | undefined, now: number): string {
  if (span !== 'disabled') return sinceOf(span, now);
  return new Date(
    (disabledAt === undefined ? now : Date.parse(disabledAt)) - LONGEST_SCHEDULE_MS,
  ).toISOString();
}
