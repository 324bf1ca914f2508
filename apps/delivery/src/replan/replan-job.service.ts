import { newId } from '@flowforge/contracts/ids';
import type { Transaction } from '@flowforge/postgres/database';
import { plannedDelivery } from '../delivery/delivery.js';
import type { DeliveryStore } from '../delivery/delivery.store.js';
import { type Chunk, emptyChunk, type Job } from '../job/job.js';
import { addReplanJob } from '../job/job.store.js';
import { rangesOf } from '../routing/plan.js';
import { linkEvents } from '../trace/event-span.client.js';
import type { RoutingDelta, RoutingStore } from '../routing/routing.store.js';

/** Events that one chunk plans again. */
const CHUNK = 500;
/**
 * A job examines events up to this long after its change was applied, in microseconds: the clocks of two databases differ. Events that
 * are stored later were planned with the new routing.
 */
const LATEST_US = 600_000_000;

/** Plans the stored events again that a routing change covers. Idempotent: existing deliveries stay. */
export class ReplanJob {
  constructor(
    private readonly routing: RoutingStore,
    private readonly deliveries: DeliveryStore,
    private readonly marginMs: number,
  ) {}

  /**
   * Stores a job for each workspace whose events the changes may cover, in the transaction that applies them. So the walk through the
   * events keeps no lock, and is not lost with this process.
   */
  async addJobs(tx: Transaction, delta: RoutingDelta): Promise<void> {
    const until = Date.now() * 1_000 + LATEST_US;
    for (const range of rangesOf([...delta.webhooks, ...delta.assignments], this.marginMs * 1_000)) {
      await addReplanJob(tx, { id: newId(), ...range, until });
    }
  }

  /** Plans the next events of a job with the complete routing. */
  async runChunk(tx: Transaction, job: Job): Promise<Chunk> {
    const { events, next } = await this.routing.eventsAfter(tx, job, job.position, CHUNK);
    const view = await this.routing.viewOf(tx, job.workspaceId, this.marginMs, events);
    const routed = events.map((event) => ({ event, targets: view.targetsOf(event) }));
    linkEvents(routed.flatMap(({ event, targets }) => (targets.length === 0 ? [] : [event])));
    const planned = routed.flatMap(({ event, targets }) =>
      targets.map((target) => plannedDelivery(event, target)),
    );
    const added = await this.deliveries.addMissing(tx, planned);
    if (next === null) return emptyChunk(job, 'completed');
    return { next: 'continue', position: next, matched: planned.length, requeued: added };
  }
}
