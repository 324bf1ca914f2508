import { decodeEvent, type DomainEvent } from '@flowforge/contracts/events/event';
import type { Transaction } from '@flowforge/postgres/database';
import { deliveryOf } from '../delivery/delivery.js';
import type { DeliveryStore } from '../delivery/delivery.store.js';
import type { CurrentRouting } from '../routing/current-routing.worker.js';
import { rangesOf, routable } from '../routing/plan.js';
import type { RoutingDelta, RoutingStore } from '../routing/routing.store.js';
import { RoutingView } from '../routing/routing-view.js';

const PAGE = 1_000;

/**
 * Plans stored events again when a routing change arrives after the events it covers. Idempotent: existing deliveries stay.
 */
export class Replanner {
  constructor(
    private readonly routing: RoutingStore,
    private readonly deliveries: DeliveryStore,
    private readonly current: CurrentRouting,
    private readonly marginMs: number,
    private readonly onDueRows: () => void,
  ) {}

  /** Plans every event that the changes of `delta` may cover, with the complete routing, in the transaction that applies them. */
  async replanCovered(tx: Transaction, delta: RoutingDelta): Promise<void> {
    const ranges = rangesOf([...delta.webhooks, ...delta.assignments], this.marginMs * 1_000);
    if (ranges.length === 0) return;
    const view = await this.viewWith(tx, delta);
    for (const range of ranges) {
      for (let after: string | null = null; ;) {
        const events = await this.routing.eventsSince(tx, range, after, PAGE);
        const missing = events.flatMap(({ payload }) => {
          const decoded = decodeEvent(payload);
          if (!decoded.ok) return [];
          return view.targetsOf(routable(decoded.value)).map((target) => deliveryOf(decoded.value, target));
        });
        await this.deliveries.addMissing(tx, missing);
        const last = events.at(-1);
        if (events.length < PAGE || !last) break;
        after = last.eventId;
      }
    }
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

  private async viewWith(tx: Transaction, delta: RoutingDelta): Promise<RoutingView> {
    const view = new RoutingView(this.marginMs * 1_000);
    const workspaces = [
      ...new Set([...delta.webhooks, ...delta.assignments].map((change) => change.workspaceId)),
    ];
    const complete = await this.routing.ofWorkspaces(tx, workspaces);
    for (const webhook of complete.webhooks) view.applyWebhook(webhook);
    for (const assignment of complete.assignments) view.applyAssignment(assignment);
    return view;
  }
}
