import { setTimeout as delay } from 'node:timers/promises';
import { PeriodicTask } from '@flowforge/scheduling/periodic-task';
import type { Log } from '@flowforge/service-kit/log';
import { type AttemptJob, cancel, newAttemptJob } from '../attempt/attempt-job.js';
import { logAttempt } from '../attempt/attempt-log.js';
import type { AttemptRunner } from '../attempt/attempt-runner.service.js';
import type { Slots } from '../attempt/slots.js';
import type { Circuits } from '../circuit/circuits.worker.js';
import { nextState } from '../delivery/next-state.js';
import type { StartedDelivery, WebhookQueueStore } from '../delivery/webhook-queue.store.js';
import type { Recorder } from '../record/recorder.worker.js';
import type { ReplicaLease } from '../replica/replica-lease.worker.js';

const POLL_MS = 250;
/** Attempts that one claim starts at most. */
const MAX_CLAIM = 256;
/** How long `finish` waits for cancelled attempts, in milliseconds. One that has not ended by then is taken over by another replica. */
const CANCEL_WAIT_MS = 1_000;

/**
 * Sends what waits in the webhooks' queues: retries, resends, and deliveries that could not start when their event arrived. Every
 * replica may send from every queue. The number of attempts that a webhook gets at a time is limited in each replica.
 */
export class QueueSender {
  private readonly task: PeriodicTask;
  private readonly sending = new Set<Promise<void>>();
  private readonly jobs = new Set<AttemptJob>();

  constructor(
    private readonly store: WebhookQueueStore,
    private readonly lease: ReplicaLease,
    private readonly runner: AttemptRunner,
    private readonly slots: Slots,
    private readonly circuits: Circuits,
    private readonly recorder: Recorder,
    private readonly log: Log,
  ) {
    this.task = new PeriodicTask({
      name: 'queue sender',
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

  /** Ids of webhooks that nothing may be sent to now: their circuit is open, or they have too few free slots. */
  blocked(): string[] {
    return [...this.circuits.blocked(), ...this.slots.busy()];
  }

  /** Stops claiming. Resolves when the running claim has ended; started attempts still run. */
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
    const { epoch } = this.lease;
    if (epoch === null || this.slots.free === 0) return;
    const taken = new Map<string, number>();
    try {
      const { started, mayHaveMore } = await this.store.start(epoch, this.blocked(), (webhookIds) =>
        this.takeSlots(webhookIds, taken),
      );
      for (const one of started) {
        const { webhookId } = one.delivery;
        taken.set(webhookId, (taken.get(webhookId) ?? 0) - 1);
        const work = this.send(one, epoch).catch((error: unknown) => this.failed(error));
        this.sending.add(work);
        void work.finally(() => this.sending.delete(work));
      }
      if (mayHaveMore) this.task.runSoon();
    } finally {
      for (const [webhookId, unused] of taken) this.slots.release(webhookId, unused);
    }
  }

  /**
   * Divides the free slots between webhooks and takes them, before their deliveries are started. A circuit that is not closed gets
   * one attempt, its probe.
   */
  private takeSlots(webhookIds: readonly string[], taken: Map<string, number>): number[] {
    const free = Math.min(this.slots.free, MAX_CLAIM);
    const share = Math.floor(free / webhookIds.length);
    return webhookIds.map((webhookId, index) => {
      const most = this.circuits.isClosed(webhookId) ? this.slots.freeFor(webhookId) : 1;
      const count = Math.min(most, share + (index < free % webhookIds.length ? 1 : 0));
      this.slots.take(webhookId, count);
      taken.set(webhookId, count);
      return count;
    });
  }

  private async send(started: StartedDelivery, epoch: number): Promise<void> {
    const { delivery, event, attempts, bodyHash } = started;
    const { workspaceId, eventId, webhookId } = delivery;
    const job = newAttemptJob({
      delivery,
      event,
      attempt: attempts + 1,
      bodyHash,
      mayStart: () => this.lease.isValid(epoch),
    });
    this.jobs.add(job);
    try {
      const state = nextState(started, await this.runner.run(job), Math.random());
      logAttempt(this.log, delivery, state);
      // The slot is free when the result is stored: else a claim could start more than the results that can be stored.
      await this.recorder.recordEnded({
        workspaceId,
        eventId,
        webhookId,
        heldBy: epoch,
        startedAttempt: attempts + 1,
        state,
      });
    } finally {
      this.jobs.delete(job);
      const wasBlocked = this.slots.isBusy(webhookId);
      this.slots.release(webhookId, 1);
      if (wasBlocked && !this.slots.isBusy(webhookId)) this.wake();
    }
  }

  private failed(error: unknown): void {
    this.log.error({ err: error }, 'delivery.queue_failed');
  }
}
