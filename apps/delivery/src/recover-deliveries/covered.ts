import { type Delivery, plannedDelivery, type StatusBeforeRecovery } from '../delivery/delivery.js';
import type { RecoverableStatus } from '../job/job.js';
import type { Target } from '../routing/routing.js';
import type { StoredEvent } from '../routing/routing.store.js';

/** What a recovery does with some events. */
export interface Covered {
  /** Events whose deliveries become due again. */
  requeue: string[];
  /** Deliveries that were never planned, because the webhook was disabled. */
  plan: Delivery[];
  /** How many of the events were examined: all, unless `limit` was reached before. */
  examined: number;
}

/**
 * What a recovery covers of these events: deliveries with one of `statuses`, and, with `skipped`, events that have no delivery because the
 * webhook was disabled when they were committed. It ends when `limit` deliveries are found.
 *
 * @param statusOf status of the event's delivery to the webhook; undefined when it has none
 * @param targetOf the webhook as a target of the event, as if it had never been disabled
 */
export function coveredBy(
  events: readonly StoredEvent[],
  statuses: readonly RecoverableStatus[],
  statusOf: (eventId: string) => StatusBeforeRecovery | undefined,
  targetOf: (event: StoredEvent) => Target | null,
  limit: number,
): Covered {
  const covered: Covered = { requeue: [], plan: [], examined: 0 };
  for (const event of events) {
    if (covered.requeue.length + covered.plan.length >= limit) break;
    covered.examined += 1;
    const status = statusOf(event.id);
    if (status !== undefined) {
      if (statuses.some((one) => one === status)) covered.requeue.push(event.id);
      continue;
    }
    const target = statuses.includes('skipped') ? targetOf(event) : null;
    if (target) covered.plan.push(plannedDelivery(event, target));
  }
  return covered;
}
