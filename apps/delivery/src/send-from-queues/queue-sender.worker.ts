import { setTimeout as delay } from 'node:timers/promises';
import { PeriodicTask } from '@flowforge/scheduling/periodic-task';
import type { Log } from '@flowforge/service-kit/log';
import { isTracing } from '@flowforge/tracing/spans';
import type { RunningAttempts, AttemptSlot } from '../admission/running-attempts.js';
import { type AttemptTask, cancel, newAttemptTask } from '../attempt/attempt-task.js';
import { logAttempt } from '../attempt/attempt-log.js';
import { type AttemptRunner, circuitResultOf } from '../attempt/attempt-runner.service.js';
import type { CircuitResult } from '../circuit/circuit.js';
import { nextState } from '../delivery/next-state.js';
import type { DueQueue, Excluded, ClaimStore } from '../delivery/claim.store.js';
import { deliveryIdOf } from '../delivery/delivery.js';
import type { StartedDelivery } from '../delivery/started-delivery.js';
import type { HeldDeliveryStore } from '../delivery/held-delivery.store.js';
import type { Recorder } from '../record/recorder.worker.js';
import type { ReplicaLease } from '../replica/replica-lease.worker.js';

const POLL_MS = 250;
/** Maximum number of attempts that one claim starts. */
const MAX_CLAIM = 256;
/** How long `finish` waits for cancelled attempts, in milliseconds. One that has not ended by then is taken over by another replica. */
const CANCEL_WAIT_MS = 1_000;

/**
 * Sends what waits in the webhooks' queues: retries, resends, and deliveries that could not start when their event arrived. Every
 * replica may send from every queue. The number of attempts that a webhook gets at a time is limited in each replica.
 */
export class QueueSender {
  private readonly claiming: PeriodicTask;
  private readonly sending = new Set<Promise<void>>();
  private readonly tasks = new Set<AttemptTask>();
  /** Whether this replica may hold deliveries that it does not send: see `releaseOrphans`. */
  private mayHaveOrphans = false;
  /** Starts a claim when a queue with a rate limit may continue, if that is before the next poll. */
  private resuming: NodeJS.Timeout | undefined;

  constructor(
    private readonly store: ClaimStore,
    private readonly lease: ReplicaLease,
    private readonly runner: AttemptRunner,
    private readonly running: RunningAttempts,
    private readonly recorder: Recorder,
    /** Whether attempts may start. Without fresh routing, claimed deliveries would wait in their slots. */
    private readonly mayStart: () => boolean,
    private readonly heldDeliveries: Pick<HeldDeliveryStore, 'startedBy' | 'release'>,
    /** The first attempts that run and are stored as held by this replica. */
    private readonly storedFirstAttempts: () => Iterable<AttemptTask>,
    private readonly log: Log,
  ) {
    this.claiming = new PeriodicTask({
      name: 'queue sender',
      periodMs: POLL_MS,
      run: () => this.claim(),
      onError: (error) => this.failed(error),
    });
  }

  /** When a claim last ended, in `performance.now()` milliseconds. */
  get heartbeatAt(): number {
    return this.claiming.heartbeatAt;
  }

  start(): void {
    this.claiming.start();
  }

  /** Starts a claim without waiting for the next poll, because a delivery became due. */
  wake(): void {
    this.claiming.runSoon();
  }

  /** Webhooks and workspaces that have reached their limit in this process, so that nothing of them may start now. */
  excluded(): Excluded {
    return { webhookIds: this.running.busyWebhooks(), workspaceIds: this.running.fullWorkspaces() };
  }

  /** Stops claiming. Resolves when the running claim has ended; started attempts still run. */
  stopClaiming(): Promise<void> {
    clearTimeout(this.resuming);
    return this.claiming.stop();
  }

  /** Waits for running attempts up to `ms`, then cancels them. The results of those that sent nothing are stored. */
  async finish(ms: number): Promise<void> {
    await this.untilIdle(ms);
    for (const task of this.tasks) cancel(task);
    await this.untilIdle(CANCEL_WAIT_MS);
  }

  /** Resolves when no attempt runs, at the latest after `ms`. */
  private async untilIdle(ms: number): Promise<void> {
    await Promise.race([Promise.all(this.sending), delay(ms, undefined, { ref: false })]);
  }

  /** To be called when an attempt of a delivery that this replica holds has ended without a result. */
  attemptFailed(): void {
    this.mayHaveOrphans = true;
  }

  /**
   * Releases what this replica holds and does not send. The commit of a claim may be unknown, because the connection was lost before its
   * answer. An attempt may also fail before it has a result, when the database is not available. The lease of this replica goes on, so nobody
   * would take these deliveries over. It runs between two claims: what was read as held and is not known here, no claim has started.
   */
  private async releaseOrphans(epoch: number): Promise<void> {
    this.mayHaveOrphans = false;
    try {
      const held = await this.heldDeliveries.startedBy(epoch);
      const known = new Set<string>();
      for (const { delivery } of [...this.tasks, ...this.storedFirstAttempts()]) known.add(delivery.id);
      const orphans = held.filter(
        (one) => !known.has(deliveryIdOf(one.eventId, one.webhookId)) && !this.recorder.isNotStorable(one),
      );
      if (orphans.length === 0) return;
      const released = await this.heldDeliveries.release(epoch, orphans);
      this.log.warn({ deliveries: released }, 'delivery.orphans_released');
    } catch (error) {
      this.mayHaveOrphans = true;
      throw error;
    }
  }

  private async claim(): Promise<void> {
    const { epoch } = this.lease;
    if (epoch !== null && this.mayHaveOrphans) await this.releaseOrphans(epoch);
    if (epoch === null || this.running.isFull || !this.mayStart()) return;
    const slots = new Map<string, AttemptSlot[]>();
    try {
      const { started, mayHaveMore, resumesInMs } = await this.store.start(epoch, this.excluded(), (queues) =>
        this.takeSlots(queues, slots),
      );
      for (const one of started) {
        const slot = slots.get(one.delivery.webhookId)?.pop();
        if (!slot) throw new Error('more deliveries were started than were admitted');
        const work = this.send(one, epoch, slot).catch((error: unknown) => this.failed(error));
        this.sending.add(work);
        void work.finally(() => this.sending.delete(work));
      }
      if (mayHaveMore) this.claiming.runSoon();
      if (resumesInMs !== null && resumesInMs < POLL_MS) {
        clearTimeout(this.resuming);
        this.resuming = setTimeout(() => this.wake(), resumesInMs);
      }
    } finally {
      for (const slot of [...slots.values()].flat()) this.running.end(slot, 'ignored');
    }
  }

  /** Admits attempts before their deliveries are started. Round robin over the queues, so that each gets an equal part of what is free. */
  private takeSlots(queues: readonly DueQueue[], slots: Map<string, AttemptSlot[]>): number[] {
    const now = performance.now();
    let left = MAX_CLAIM;
    for (const { webhookId } of queues) slots.set(webhookId, []);
    for (let open = [...queues]; open.length > 0 && left > 0;) {
      open = open.filter(({ webhookId, workspaceId, isProbe, atMost }) => {
        const own = slots.get(webhookId);
        if (!own || left === 0 || (atMost !== null && own.length >= atMost)) return false;
        if (this.running.admit(webhookId, workspaceId, isProbe ? 'probe' : 'queue') === 0) return false;
        own.push(this.running.start(webhookId, workspaceId, now));
        left -= 1;
        return true;
      });
    }
    return queues.map(({ webhookId }) => slots.get(webhookId)?.length ?? 0);
  }

  private async send(started: StartedDelivery, epoch: number, slot: AttemptSlot): Promise<void> {
    const { delivery, event, attempts, bodyHash, probeGeneration, traceparent } = started;
    const { workspaceId, eventId, webhookId } = delivery;
    const task = newAttemptTask({
      delivery,
      event,
      attempt: attempts + 1,
      bodyHash,
      probeGeneration,
      mayStart: () => this.lease.isValid(epoch),
      cause: isTracing() ? traceparent : null,
    });
    this.tasks.add(task);
    let counted: CircuitResult = 'ignored';
    try {
      const end = await this.runner.run(task);
      counted = circuitResultOf(end);
      if (end.kind === 'unanswered') return;
      const state = nextState(started, end, Math.random());
      logAttempt(this.log, task, state);
      // The slot is free when the result is stored: else claims could start more than can be stored.
      await this.recorder.recordEnded({
        workspaceId,
        eventId,
        webhookId,
        heldBy: epoch,
        startedAttempt: attempts + 1,
        startedDueAt: started.startedDueAt,
        conversationId: delivery.conversationId,
        isOrdered: delivery.orderSeq !== null,
        unusedRateUs: end.kind === 'deferred' ? started.rateIntervalUs : null,
        state,
      });
      if (delivery.orderSeq !== null && state.status !== 'pending') this.wake();
    } finally {
      this.tasks.delete(task);
      const wasBusy = this.running.isBusy(webhookId, workspaceId);
      this.running.end(slot, counted);
      if (wasBusy && !this.running.isBusy(webhookId, workspaceId)) this.wake();
    }
  }

  private failed(error: unknown): void {
    this.mayHaveOrphans = true;
    this.log.error({ err: error }, 'delivery.queue_failed');
  }
}
