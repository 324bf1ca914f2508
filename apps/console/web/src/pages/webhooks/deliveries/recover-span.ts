import { SCHEDULE_BOUNDS } from '@flowforge/contracts/routing/webhook-settings';
import { isWithin, sinceOf, type Within } from './delivery-search.js';

/** What to recover: the events of a span of time, or what was missed since the webhook was disabled. */
export type RecoverSpan = Within | 'disabled';

export function isRecoverSpan(id: string): id is RecoverSpan {
  return id === 'disabled' || isWithin(id);
}

/**
 * What waited for a retry when the webhook was disabled was skipped, too. Its events may be as old as a retry schedule is long, and each
 * delay may be a fifth longer.
 */
const WAITED_MS = SCHEDULE_BOUNDS.maxTotal * 1_000 * 1.2;

/** The beginning of the time to recover, in RFC 3339. `disabledAt` in RFC 3339, `now` in milliseconds. */
export function recoverSince(span: RecoverSpan, disabledAt: string | undefined, now: number): string {
  if (span !== 'disabled') return sinceOf(span, now);
  return new Date((disabledAt === undefined ? now : Date.parse(disabledAt)) - WAITED_MS).toISOString();
}
