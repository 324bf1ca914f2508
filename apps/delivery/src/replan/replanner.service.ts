import type { DomainEvent } from '@flowforge/contracts/events/event';
import { deliveryOf } from '../delivery/delivery.js';
import { DUE_NOW, type NewEventRecord } from '../delivery/delivery-state.js';
import type { DeliveryStore } from '../delivery/delivery.store.js';
import type { CurrentRouting } from '../routing/current-routing.worker.js';
import { routable } from '../routing/plan.js';

/** Plans events again that were planned with an older routing. Idempotent: existing deliveries stay. */
export class Replanner {
  constructor(
    private readonly deliveries: DeliveryStore,
    private readonly current: CurrentRouting,
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
    await this.deliveries.addMissingNow(
      events.flatMap((event) =>
        this.current.targetsOf(routable(event)).map((target) => deliveryOf(event, target)),
      ),
    );
    this.onDueRows();
  }
}
