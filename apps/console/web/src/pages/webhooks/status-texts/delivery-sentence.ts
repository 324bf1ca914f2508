import { plural } from '@flowforge/design-system/format/number.ts';
import type { Delivery, DeliveryWithAttempts } from '../../../api/deliveries.js';
import { wholeSeconds } from './webhook-state.js';

/**
 * Where a delivery stands and what comes next, in a sentence. `now` in milliseconds; `retries` is the number of retries in the
 * schedule of its webhook, undefined when it is not known. The schedule starts again when a delivery is sent again, and its attempts
 * are numbered on, so “2 of 12” is said only while it was not.
 */
export function deliverySentence(
  delivery: DeliveryWithAttempts,
  now: number,
  retries: number | undefined,
): string {
  const attempts = plural(delivery.attempt_count, 'attempt');
  switch (delivery.status) {
    case 'delivered':
      if (acceptedTimes(delivery) > 1) return `Your endpoint accepted it ${acceptedTimes(delivery)} times.`;
      return `Your endpoint accepted it${delivery.attempt_count > 1 ? ` after ${attempts}` : ''}.`;
    case 'in_flight':
      return `Attempt ${delivery.attempt_count} is running.`;
    case 'skipped':
      return delivery.attempt_count === 0
        ? 'The webhook was disabled or deleted before this could be sent.'
        : `The webhook was disabled or deleted after ${plural(delivery.attempt_count, 'attempt that', 'attempts that')} failed, so nothing more was sent.`;
    case 'failed':
      return failure(delivery, attempts);
    case 'pending':
      return waiting(delivery, now, retries);
  }
}

function acceptedTimes({ attempts }: DeliveryWithAttempts): number {
  return attempts.filter(({ outcome }) => outcome === 'delivered').length;
}

/** Whether it had ended before, and was sent again after that. `retries` as above. */
function wasSentAgain({ attempts, attempt_count }: DeliveryWithAttempts, retries: number): boolean {
  return (
    attempt_count > retries || attempts.some(({ outcome }) => outcome === 'delivered' || outcome === 'gone')
  );
}

function failure(delivery: DeliveryWithAttempts, attempts: string): string {
  switch (delivery.failure_reason) {
    case 'retries_used_up':
      if (acceptedTimes(delivery) > 0)
        return 'Your endpoint accepted it before, but not when it was sent again. No retry is left.';
      return `Your endpoint accepted none of ${attempts}. No retry is left.`;
    case 'gone':
      return 'Your endpoint asked for no more events, so there was no retry and the webhook was disabled.';
    case 'aborted':
      return 'Your endpoint asked for no retry of this event.';
    case 'internal_errors':
      return 'We failed to send this, or to store its result. It is our fault; send it again.';
    case null:
      return 'No retry is left.';
  }
}

function waiting(delivery: DeliveryWithAttempts, now: number, retries: number | undefined): string {
  const { waiting_for: reason, attempt_count: made } = delivery;
  const isNumbered = retries !== undefined && !wasSentAgain(delivery, retries);
  const when = timeOf(reason?.until, now);
  switch (reason?.reason) {
    case 'retry':
      return `Next attempt ${when} (${made + 1}${isNumbered ? ` of ${retries + 1}` : ''}).`;
    case 'circuit':
      return `Waits because the endpoint keeps failing: ${probeOf(reason.until, now)}.`;
    case 'order':
      return 'Waits for an earlier event of the same conversation.';
    case 'rate_limit':
      return 'Waits because of the rate limit of the webhook.';
    case 'queue':
    case undefined:
      return `Attempt ${made + 1} starts as soon as one more may run.`;
  }
}

/** What follows “Send now” and “Send again”: the answer of the service, in a sentence. `now` in milliseconds. */
export function sentSentence({ waiting_for: reason, attempt_count: made }: Delivery, now: number): string {
  switch (reason?.reason) {
    case 'circuit':
      return `It is queued. Sending is paused because the endpoint keeps failing: ${probeOf(reason.until, now)}. Nothing else is sent until a probe has succeeded.`;
    case 'rate_limit':
      return 'It is queued, and sent as soon as the rate limit of the webhook allows it.';
    default:
      return `It is queued. Attempt ${made + 1} starts in a moment.`;
  }
}

/** The probe that is waited for; `until` is null while it runs. */
function probeOf(until: string | null, now: number): string {
  return until === null ? 'a probe is running' : `the next probe can start ${timeOf(until, now)}`;
}

/** When a wait ends: “in 34 s”; “soon” when it is not known. */
function timeOf(until: string | null | undefined, now: number): string {
  if (until == null) return 'soon';
  const wait = Date.parse(until) - now;
  return wait <= 0 ? 'now' : `in ${wholeSeconds(wait)}`;
}

/** What a waiting delivery waits for, in two or three words; empty for one that does not wait. `now` in milliseconds. */
export function nextStep({ status, waiting_for: reason }: Delivery, now: number): string {
  if (status !== 'pending') return '';
  const when = timeOf(reason?.until, now);
  switch (reason?.reason) {
    case 'retry':
      return when;
    case 'circuit':
      return reason.until === null ? 'probe runs' : `probe ${when}`;
    case 'order':
      return 'earlier event';
    case 'rate_limit':
      return 'rate limit';
    case 'queue':
    case undefined:
      return 'soon';
  }
}
