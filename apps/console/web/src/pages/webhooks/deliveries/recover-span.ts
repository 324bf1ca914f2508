import { scheduleMs } from '@flowforge/contracts/routing/webhook-settings';
import { isWithin, sinceOf, type Within } from './delivery-search.js';

/** What to recover: the events of a span of time, or what was missed since the webhook was disabled. */
export type RecoverSpan = Within | 'disabled';

export function isRecoverSpan(id: string): id is RecoverSpan {
  return id === 'disabled' || isWithin(id);
}

/** A webhook that was disabled. */
export interface DisabledWebhook {
  /** In RFC 3339. */
  disabledAt: string;
  /** Its retry schedule, in seconds. */
  schedule: readonly number[];
}

/** The first attempts of a delivery, and what `Retry-After` adds, in milliseconds. */
const SLACK_MS = 3_600_000;

/**
 * The beginning of the time to recover, in RFC 3339. What waited for a retry when the webhook was disabled was skipped, too: its events may
 * be as old as the retry schedule of the webhook takes. Not older: what it missed while it was disabled before is not asked for. `now`
 * in milliseconds.
 */
export function recoverSince(span: RecoverSpan, disabled: DisabledWebhook | undefined, now: number): string {
  if (span !== 'disabled' || disabled === undefined) return sinceOf(span === 'disabled' ? '24h' : span, now);
  return new Date(Date.parse(disabled.disabledAt) - scheduleMs(disabled.schedule) - SLACK_MS).toISOString();
}
