import { plural } from '@flowforge/design-system/format/number.ts';
import type { Delivery } from '../../../api/deliveries.js';
import { wholeSeconds } from './webhook-state.js';

/**
 * Where a delivery stands and what comes next, in a sentence. `now` in milliseconds; `retries` is the number of retries in the
 * schedule of its webhook, undefined when it is not known.
 */
export function deliverySentence(delivery: Delivery, now: number, retries: number | undefined): string {
  const attempts = plural(delivery.attempt_count, 'attempt');
  switch (delivery.status) {
    case 'delivered':
      return `Your endpoint accepted it${delivery.attempt_count > 1 ? ` after ${attempts}` : ''}.`;
    case 'in_flight':
      return `Attempt ${delivery.attempt_count} is running.`;
    case 'skipped':
      return 'The webhook was disabled or deleted while this waited, so nothing more was sent.';
    case 'failed':
      return failure(delivery, attempts);
    case 'pending':
      return waiting(delivery, now, retries);
  }
}

function failure({ failure_reason: reason }: Delivery, attempts: string): string {
  switch (reason) {
    case 'retries_used_up':
      return `Your endpoint accepted none of ${attempts}. No retry is left.`;
    case 'gone':
      return 'Your endpoint answered 410, so there was no retry and the webhook was disabled.';
    case 'aborted':
      return 'Your endpoint asked for no retry of this event.';
    case 'internal_errors':
      return 'We failed to send this, or to store its result. It is our fault; send it again.';
    case null:
      return 'No retry is left.';
  }
}

function waiting(delivery: Delivery, now: number, retries: number | undefined): string {
  const { waiting_for: reason, attempt_count: made } = delivery;
  const wait = reason?.until == null ? undefined : Date.parse(reason.until) - now;
  const when = wait === undefined ? 'soon' : wait <= 0 ? 'now' : `in ${wholeSeconds(wait)}`;
  switch (reason?.reason) {
    case 'retry':
      return `Next attempt ${when}${retries === undefined ? '' : ` (${made + 1} of ${retries + 1})`}.`;
    case 'circuit':
      return `Waits because the endpoint keeps failing. The next probe starts ${when}.`;
    case 'order':
      return 'Waits for an earlier event of the same conversation.';
    case 'rate_limit':
      return 'Waits because of the rate limit of the webhook.';
    case 'queue':
    case undefined:
      return 'Starts as soon as there is room for one more attempt.';
  }
}

/** What a waiting delivery waits for, in two or three words; empty for one that does not wait. `now` in milliseconds. */
export function nextStep({ status, waiting_for: reason }: Delivery, now: number): string {
  if (status !== 'pending') return '';
  const wait = reason?.until == null ? undefined : Date.parse(reason.until) - now;
  const when = wait === undefined ? 'soon' : wait <= 0 ? 'now' : `in ${wholeSeconds(wait)}`;
  switch (reason?.reason) {
    case 'retry':
      return when;
    case 'circuit':
      return `probe ${when}`;
    case 'order':
      return 'earlier event';
    case 'rate_limit':
      return 'rate limit';
    case 'queue':
    case undefined:
      return 'soon';
  }
}
