import type { Transaction } from '@flowforge/postgres/database';
import { countDue, statusesOf } from '../delivery/backlog.store.js';
import type { DeliveryStore } from '../delivery/delivery.store.js';
import { requeue } from '../delivery/send-again.store.js';
import { type Chunk, emptyChunk, type Job } from '../job/job.js';
import type { RoutingStore } from '../routing/routing.store.js';
import { linkEvents } from '../trace/event-span.client.js';
import { coveredBy } from './covered.js';

/** Events that one chunk examines. */
const CHUNK = 250;
/**
 * A recovery pauses while this number of deliveries of the webhook waits. So a new event that has to wait is behind fewer than 500 recovered ones,
 * however many there are to recover.
 */
const MAX_WAITING = 250;

/**
 * Makes deliveries of a webhook due that failed, were skipped, or wait for a retry, and plans those that it missed while it was disabled.
 */
export class RecoverDeliveries {
  constructor(
    private readonly routing: RoutingStore,
    private readonly deliveries: DeliveryStore,
    private readonly marginMs: number,
  ) {}

  /** Recovers the next events of a job. The job is cancelled when its webhook is disabled or deleted. */
  async runChunk(tx: Transaction, job: Job): Promise<Chunk> {
    const { webhookId, workspaceId } = job;
    if (webhookId === null) throw new Error(`job ${job.id} names no webhook`);
    const { events, next } = await this.routing.eventsAfter(tx, job, job.position, CHUNK);
    const view = await this.routing.viewOf(tx, workspaceId, this.marginMs, events);
    const webhook = view.current(webhookId);
    if (!webhook || webhook.deleted || !webhook.enabled) return emptyChunk(job, 'cancelled');
    if ((await countDue(tx, webhookId, MAX_WAITING)) >= MAX_WAITING) return emptyChunk(job, 'wait');

    const statuses = await statusesOf(
      tx,
      webhookId,
      events.map(({ id }) => id),
    );
    const covered = coveredBy(
      events,
      job.statuses,
      (eventId) => statuses.get(eventId),
      (event) => view.targetWhileDisabled(event, webhookId),
    );
    const changed = new Set([...covered.requeue, ...covered.plan.map(({ eventId }) => eventId)]);
    linkEvents(events.filter(({ id }) => changed.has(id)));
    const requeued = await requeue(tx, { webhookId, workspaceId }, covered.requeue, job.statuses);
    const planned = await this.deliveries.addMissing(tx, covered.plan);
    return {
      next: next === null ? 'completed' : 'continue',
      position: next ?? job.position,
      matched: covered.requeue.length + covered.plan.length,
      requeued: requeued + planned,
    };
  }
}
