import type { Transaction } from '@flowforge/postgres/database';
import { countDue, statusesOf } from '../delivery/backlog.store.js';
import type { DeliveryStore } from '../delivery/delivery.store.js';
import { requeue } from '../delivery/send-again.store.js';
import { type Chunk, emptyChunk, type Job } from '../job/job.js';
import type { RoutingStore } from '../routing/routing.store.js';
import { linkEvents } from '../trace/event-span.client.js';
import { coveredBy } from './covered.js';
import { mostDue } from './most-due.js';

/** Events that one chunk examines. */
const CHUNK = 250;

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
    const webhook = await this.routing.lastRevision(tx, webhookId);
    if (!webhook || webhook.deleted || !webhook.enabled) return emptyChunk(job, 'cancelled');
    const most = mostDue(webhook.rateIntervalUs);
    const due = await countDue(tx, webhookId, most);
    // It adds in large steps, because it waits for a second each time.
    if (due >= Math.ceil(most / 2)) return emptyChunk(job, 'wait');

    const { events, next } = await this.routing.eventsAfter(tx, job, job.position, CHUNK);
    const view = await this.routing.viewOf(tx, workspaceId, this.marginMs, events);
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
      most - due,
    );
    const last = events[covered.examined - 1];
    const isCut = covered.examined < events.length && last !== undefined;
    const reached = isCut ? { at: String(last.committedAt), eventId: last.id } : next;
    const changed = new Set([...covered.requeue, ...covered.plan.map(({ eventId }) => eventId)]);
    linkEvents(events.filter(({ id }) => changed.has(id)));
    const requeued = await requeue(tx, { webhookId, workspaceId }, covered.requeue, job.statuses);
    const planned = await this.deliveries.addMissing(tx, covered.plan);
    return {
      next: reached === null ? 'completed' : 'continue',
      position: reached ?? job.position,
      matched: covered.requeue.length + covered.plan.length,
      requeued: requeued + planned,
    };
  }
}
