import { decodeEvent, type DomainEvent } from '@flowforge/contracts/events/event';
import type { EntityManager } from 'typeorm';
import type { RecordStore } from '../record/record.store.js';
import type { CurrentRouting } from './current-routing.worker.js';
import { deliveryOf, rangesOf, routable } from './plan.js';
import type { RoutingDelta, RoutingStore } from './routing.store.js';
import { RoutingView } from './routing-view.js';

const PAGE = 1_000;

/**
 * Plans again what a routing change covers when it arrives after the events. Idempotent: a delivery that exists stays.
 */
export class Replanner {
  constructor(
    private readonly routing: RoutingStore,
    private readonly records: RecordStore,
    private readonly current: CurrentRouting,
    private readonly marginMs: number,
    private readonly onDueRows: () => void,
  ) {}

  /** Inside the transaction that applies `delta`: every event in the reach of the changes is planned with the whole routing. */
  async replanCovered(manager: EntityManager, delta: RoutingDelta): Promise<void> {
    const ranges = rangesOf([...delta.webhooks, ...delta.assignments], this.marginMs * 1_000);
    if (ranges.length === 0) return;
    const view = await this.viewWith(manager, delta);
    for (const range of ranges) {
      for (let after: string | null = null; ;) {
        const events = await this.routing.eventsSince(manager, range, after, PAGE);
        const missing = events.flatMap(({ payload }) => {
          const decoded = decodeEvent(payload);
          if (!decoded.ok) return [];
          return view.targetsOf(routable(decoded.value)).map((target) => deliveryOf(decoded.value, target));
        });
        await this.records.addMissing(manager, missing);
        const last = events.at(-1);
        if (events.length < PAGE || !last) break;
        after = last.eventId;
      }
    }
  }

  /** Events that are written down, planned once more with the newest routing. */
  async replan(events: readonly DomainEvent[]): Promise<void> {
    await this.current.load();
    await this.records.addMissingNow(
      events.flatMap((event) =>
        this.current.targetsOf(routable(event)).map((target) => deliveryOf(event, target)),
      ),
    );
    this.onDueRows();
  }

  private async viewWith(manager: EntityManager, delta: RoutingDelta): Promise<RoutingView> {
    const view = new RoutingView(this.marginMs * 1_000);
    const workspaces = [
      ...new Set([...delta.webhooks, ...delta.assignments].map((change) => change.workspaceId)),
    ];
    const whole = await this.routing.ofWorkspaces(manager, workspaces);
    for (const webhook of whole.webhooks) view.applyWebhook(webhook);
    for (const assignment of whole.assignments) view.applyAssignment(assignment);
    return view;
  }
}
