import type { DomainEvent } from '@flowforge/contracts/events/event';
import { type Delivery, deliveryOf } from '../delivery/delivery.js';
import { DUE_NOW, type NewEventRecord } from '../delivery/delivery-state.js';
import type { DeliveryStore } from '../delivery/delivery.store.js';
import { coversLate } from '../job/job.js';
import type { JobStore } from '../job/job.store.js';
import type { CurrentRouting } from '../routing/current-routing.worker.js';
import { routable } from '../routing/plan.js';

/** Plans events again: those that were planned with an older routing, and those that came after a recovery that covers them. Idempotent: existing deliveries stay. */
export class Replanner {
  constructor(
    private readonly deliveries: DeliveryStore,
    private readonly current: CurrentRouting,
    private readonly jobs: Pick<JobStore, 'recoveriesOfMissed'>,
    private readonly onDueRows: () => void,
  ) {}

  /** The records with the deliveries that the newest routing adds to them. Those are due when they are stored. */
  async planAgain(records: readonly NewEventRecord[]): Promise<NewEventRecord[]> {
    await this.current.load();
    const plannedWith = this.current.loadedRevision;
    return records.map(({ event, payload, deliveries, traceparent = null }) => {
      const known = new Set(deliveries.map(({ delivery }) => delivery.webhookId));
      const missing = this.current
        .targetsOf(routable(event))
        .filter(({ webhookId }) => !known.has(webhookId))
        .map((target) => ({ delivery: deliveryOf(event, target), state: DUE_NOW }));
      return { event, payload, plannedWith, deliveries: [...deliveries, ...missing], traceparent };
    });
  }

  /** Starts a claim: deliveries of `planAgain` were stored. */
  wakeQueues(): void {
    this.onDueRows();
  }

  /** Plans stored events again with the newest routing. */
  async replan(events: readonly DomainEvent[]): Promise<void> {
    await this.current.load();
    const planned = events.flatMap((event) =>
      this.current.targetsOf(routable(event)).map((target) => deliveryOf(event, target)),
    );
    await this.deliveries.addMissingNow([...planned, ...(await this.recovered(events))]);
    this.onDueRows();
  }

  /**
   * Adds the deliveries of events that were stored after a recovery has examined their time: their messages came late. Call it when the events
   * are stored and before their messages are acknowledged. A recovery that does not see an event has its row before the event is
   * stored, so it is found here.
   */
  async addRecovered(events: readonly DomainEvent[]): Promise<void> {
    const recovered = await this.recovered(events);
    if (recovered.length === 0) return;
    await this.deliveries.addMissingNow(recovered);
    this.onDueRows();
  }

  private async recovered(events: readonly DomainEvent[]): Promise<Delivery[]> {
    const missed = events.flatMap((event) =>
      this.current.missedBy(routable(event)).map((target) => ({ event, target })),
    );
    if (missed.length === 0) return [];
    const recoveries = await this.jobs.recoveriesOfMissed(
      [...new Set(missed.map(({ event }) => event.workspace_id))],
      [...new Set(missed.map(({ target }) => target.webhookId))],
    );
    return missed.flatMap(({ event, target }) => {
      const at = { id: event.id, committedAt: routable(event).committedAt };
      const isCovered = recoveries.some(
        (recovery) => recovery.webhookId === target.webhookId && coversLate(recovery, at),
      );
      return isCovered ? [deliveryOf(event, target)] : [];
    });
  }
}
