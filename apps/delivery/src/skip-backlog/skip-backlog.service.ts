import { newId } from '@flowforge/contracts/ids';
import type { Transaction } from '@flowforge/postgres/database';
import type { Log } from '@flowforge/service-kit/log';
import { skipWaiting } from '../delivery/backlog.store.js';
import { type Chunk, emptyChunk, type Job } from '../job/job.js';
import { addJob } from '../job/job.store.js';
import type { RoutingDelta } from '../routing/routing.store.js';

/** Deliveries that one chunk skips. */
const CHUNK = 1_000;

/**
 * Ends what waits for a webhook that was disabled or deleted. The job names the revision that disabled it, and stops when a newer revision
 * is enabled. Without it each of these deliveries would be started only to be skipped.
 */
export class SkipBacklog {
  /** @param onSkipped called after the commit with the number of deliveries that were skipped */
  constructor(
    private readonly log: Log,
    private readonly onSkipped: (workspaceId: string, webhookId: string, deliveries: number) => void,
  ) {}

  /** Stores a job for each webhook that the changes disable or delete, in the transaction that applies them. */
  async addJobs(tx: Transaction, delta: RoutingDelta): Promise<void> {
    for (const { webhookId, workspaceId, revision, enabled, deleted } of delta.webhooks) {
      if (enabled && !deleted) continue;
      const job = { id: newId(), kind: 'skip' as const, workspaceId, webhookId, revision };
      await addJob(tx, { ...job, since: 0, until: 0, statuses: [] });
    }
  }

  /** Skips the next deliveries of the job's webhook. */
  async runChunk(tx: Transaction, job: Job): Promise<Chunk> {
    const { webhookId, revision } = job;
    if (webhookId === null || revision === null) throw new Error(`job ${job.id} names no webhook`);
    const { isDisabled, count, position } = await skipWaiting(
      tx,
      { webhookId, revision },
      job.position,
      CHUNK,
    );
    if (!isDisabled) return emptyChunk(job, 'cancelled');
    if (position === null) return emptyChunk(job, 'completed');
    tx.afterCommit(() => {
      this.onSkipped(job.workspaceId, webhookId, count);
      this.log.info(
        { workspace_id: job.workspaceId, webhook_id: webhookId, revision, deliveries: count },
        'webhook.backlog_skipped',
      );
    });
    return { next: 'continue', position, matched: count, requeued: 0 };
  }
}
