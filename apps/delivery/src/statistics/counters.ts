import { OUTCOMES, type Outcome } from '../outcome/outcome.js';
import type { DeliveryState } from '../delivery/delivery-state.js';
import { bucketOf, BUCKETS } from './histogram.js';

/** Names of what is counted, as they are stored. */
export const EVENT = 'event';
export const LATENCY = 'latency:';
export const ATTEMPT = 'attempt:';
const DELIVERY = 'delivery:';

// The names exist once: each event has several, and a text that is joined anew has to be hashed anew.
const ATTEMPT_NAMES = new Map<Outcome, string>(OUTCOMES.map((outcome) => [outcome, ATTEMPT + outcome]));
const LATENCY_NAMES = Array.from({ length: BUCKETS }, (_, bucket) => LATENCY + bucket);
const DELIVERY_NAMES = {
  delivered: `${DELIVERY}delivered`,
  failed: `${DELIVERY}failed`,
  skipped: `${DELIVERY}skipped`,
};

/** What an attempt adds to the statistics, whatever becomes of its delivery. */
export function attemptCountersOf({ attempt }: DeliveryState): string[] {
  const name = attempt && ATTEMPT_NAMES.get(attempt.outcome);
  return name ? [name] : [];
}

/**
 * What an attempt and its effect on the delivery add to the statistics.
 *
 * @param eventMs when the event happened, in Unix milliseconds
 */
export function countersOf(state: DeliveryState, eventMs: number): string[] {
  const { status, attempt } = state;
  const counters = attemptCountersOf(state);
  if (status === 'pending') return counters;
  counters.push(DELIVERY_NAMES[status]);
  if (status === 'delivered' && attempt) {
    const latency = LATENCY_NAMES[bucketOf(attempt.startedAt.getTime() + attempt.durationMs - eventMs)];
    if (latency !== undefined) counters.push(latency);
  }
  return counters;
}

/** Deliveries that were skipped together, without an attempt. */
export const SKIPPED = DELIVERY_NAMES.skipped;

/** The counters of a time span. */
export interface Counts {
  events: number;
  /** By final status. */
  deliveries: ReadonlyMap<string, number>;
  /** By stored outcome. */
  attempts: ReadonlyMap<string, number>;
  /** By bucket of the histogram. */
  latency: ReadonlyMap<number, number>;
}

/** Reads stored counters; names of other releases are ignored. */
export function countsOf(counters: ReadonlyMap<string, number>): Counts {
  const deliveries = new Map<string, number>();
  const attempts = new Map<string, number>();
  const latency = new Map<number, number>();
  for (const [name, value] of counters) {
    const part = name.slice(name.indexOf(':') + 1);
    if (name.startsWith(DELIVERY)) deliveries.set(part, value);
    if (name.startsWith(ATTEMPT) && OUTCOMES.some((outcome) => outcome === part)) attempts.set(part, value);
    if (name.startsWith(LATENCY)) latency.set(Number(part), value);
  }
  return { events: counters.get(EVENT) ?? 0, deliveries, attempts, latency };
}
