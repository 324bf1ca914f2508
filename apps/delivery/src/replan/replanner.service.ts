import type { DomainEvent } from '@flowforge/contracts/events/event';
import { deliveryOf } from '../delivery/delivery.js';
import type { DeliveryStore } from '../delivery/delivery.store.js';
import type { CurrentRouting } from '../routing/current-routing.worker.js';
import { routable } from '../routing/plan.js';

/** Plans stored events again that were planned with an older routing. Idempotent: existing deliveries stay. */
export class Replanner {
  constructor(
    private readonly deliveries: DeliveryStore,
    private readonly current: CurrentRouting,
    private readonly onDueRows: () => void,
  ) {}

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
