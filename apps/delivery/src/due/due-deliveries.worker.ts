import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { PeriodicTask } from '@flowforge/scheduling/periodic-task';
import type { Log } from '@flowforge/service-kit/log';
import { logAttempt } from '../attempt/attempt-log.js';
import type { AttemptRunner } from '../attempt/attempt-runner.service.js';
import { cancel, type AttemptJob, type AttemptJobResult, newAttemptJob } from '../attempt/attempt-job.js';
import type { Slots } from '../attempt/slots.js';
import type { Circuits } from '../circuit/circuits.worker.js';
import { nextState } from '../delivery/next-state.js';
import type { Recorder } from '../record/recorder.worker.js';
import type { ClaimedDelivery, DueStore } from './due.store.js';

const POLL_MS = 500;
const MAX_CLAIM = 256;
/** Delay before a claimed delivery is due again when its webhook has no free slot, in milliseconds. */
const BUSY_WAIT_MS = 250;

/** How long `finish` waits for cancelled attempts, in milliseconds. If one has not ended by then, its lease expires later. */
const CANCEL_WAIT_MS = 1_000;

/** Times of a lease, in milliseconds. */
export interface LeaseSettings {
  /** From the claim until another process may take the delivery over. */
  leaseMs: number;
  /** Deadline of an attempt. An attempt does not start when its lease expires before this deadline. */
  attemptTimeoutMs: number;
}

/**
 * The slow path: claims due deliveries in Postgres and makes their attempts. It handles retries, resends, and deliveries that
 * were stored before their first attempt.
 */
export class DueDeliveries {
  private readonly task: PeriodicTask;
  private readonly sending = new Set<Promise<void>>();
  private readonly jobs = new Set<AttemptJob>();

  constructor(
    private readonly store: DueStore,
    private readonly runner: AttemptRunner,
    private readonly slots: Slots,
    private readonly circuits: Circuits,
    private readonly recorder: Recorder,
    private readonly settings: LeaseSettings,
    private readonly log: Log,
  ) {
    this.task = new PeriodicTask({
      name: 'due deliveries',
      periodMs: POLL_MS,
      run: () => this.claim(),
      onError: (error) => this.failed(error),
    });
  }

  /** When a claim last ended, in `performance.now()` milliseconds. */
  get heartbeatAt(): number {
    return this.task.heartbeatAt;
  }

  start(): void {
    this.task.start();
  }

  /** Starts a claim without waiting for the next poll, because a delivery became due. */
  wake(): void {
    this.task.runSoon();
  }

  /** Ids of webhooks that nothing may be sent to now: their circuit is open, or they have no free slot. */
  blocked(): string[] {
    return [...this.circuits.blocked(), ...this.slots.full()];
  }

  /** Stops claiming. Resolves when the running claim has ended; claimed attempts still run. */
  stopClaiming(): Promise<void> {
    return this.task.stop();
  }

  /** Waits for running attempts up to `ms`, then cancels them. Their results are stored. */
  async finish(ms: number): Promise<void> {
    await this.untilIdle(ms);
    for (const job of this.jobs) cancel(job);
    await this.untilIdle(CANCEL_WAIT_MS);
  }

  /** Resolves when no attempt runs, at the latest after `ms`. */
  private async untilIdle(ms: number): Promise<void> {
    await Promise.race([Promise.all(this.sending), delay(ms, undefined, { ref: false })]);
  }

  private async claim(): Promise<void> {
    const limit = Math.min(this.slots.free, MAX_CLAIM);
    if (limit === 0) return;
    const leaseId = randomUUID();
    const claimedAt = performance.now();
    const claimed = await this.store.claim(limit, leaseId, this.settings.leaseMs, this.blocked());
    for (const one of claimed) {
      const work = this.send(one, leaseId, claimedAt).catch((error: unknown) => this.failed(error));
      this.sending.add(work);
      void work.finally(() => this.sending.delete(work));
    }
    if (claimed.length === limit) this.task.runSoon();
  }

  private async send(claimed: ClaimedDelivery, leaseId: string, claimedAt: number): Promise<void> {
    const { delivery } = claimed;
    const end = await this.attempt(claimed, claimedAt);
    const state = nextState(claimed, end, Math.random());
    const { workspaceId, eventId, webhookId } = delivery;
    logAttempt(this.log, delivery, state);
    await this.recorder.recordLeased({ workspaceId, eventId, webhookId, leaseId, state });
  }

  private failed(error: unknown): void {
    this.log.error({ err: error }, 'delivery.due_failed');
  }

  private async attempt(claimed: ClaimedDelivery, claimedAt: number): Promise<AttemptJobResult> {
    const { delivery, event, attempts, bodyHash } = claimed;
    const startBy = claimedAt + this.settings.leaseMs - this.settings.attemptTimeoutMs;
    if (performance.now() > startBy) return { kind: 'deferred', waitMs: 0 };
    if (!this.slots.acquire(delivery.webhookId)) return { kind: 'deferred', waitMs: BUSY_WAIT_MS };
    const job = newAttemptJob({ delivery, event, attempt: attempts + 1, bodyHash, startBy });
    this.jobs.add(job);
    try {
      return await this.runner.run(job);
    } finally {
      this.jobs.delete(job);
      this.slots.release(delivery.webhookId);
      if (this.slots.free === 1) this.wake();
    }
  }
}
