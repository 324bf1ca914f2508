import { randomUUID } from 'node:crypto';
import type { DomainEvent } from '@flowforge/contracts/events/event';
import { toMicros } from '@flowforge/contracts/time';
import { PeriodicTask } from '@flowforge/scheduling/periodic-task';
import type { Log } from '@flowforge/service-kit/log';
import { logAttempt } from '../attempt/attempt-log.js';
import type { AttemptRunner } from '../attempt/attempt-runner.service.js';
import { cancel, type AttemptJob, newAttemptJob } from '../attempt/attempt-job.js';
import type { Slots } from '../attempt/slots.js';
import type { Circuits } from '../circuit/circuits.worker.js';
import { nextState } from '../delivery/next-state.js';
import type { LeaseSettings } from '../due/due-deliveries.worker.js';
import type { DeliveryMetrics } from '../metrics/delivery-metrics.js';
import { type DeliveryState, DUE_NOW } from '../record/record.js';
import type { Recorder } from '../record/recorder.worker.js';
import type { CurrentRouting } from '../routing/current-routing.worker.js';
import { deliveryOf, routable } from '../routing/plan.js';
import type { InFlightEventWriter } from './in-flight-event-writer.service.js';
import { FairQueue } from './fair-queue.js';
import { type InFlightEvent, type FirstAttempt, isDecided, type AckHandle } from './in-flight-event.js';

const SWEEP_MS = 100;
/** An event is stored early after this time, in milliseconds. With the period of the sweep, a message is acknowledged within 1 s. */
const PERSIST_AFTER_MS = 850;
/** Period in milliseconds for extending the ack deadline of messages whose rows cannot be written, e.g. without a database. */
const EXTEND_ACK_DEADLINE_MS = 1_000;
/** An event with more deliveries than this is stored first, and its deliveries are then claimed as due rows. */
const WIDE_FAN_OUT = 32;
/** Maximum number of remembered ids of refused events. */
const MAX_REFUSED_IDS = 10_000;
/** How long `finish` waits for cancelled attempts, in milliseconds. If one has not ended by then, its lease expires later. */
const CANCEL_WAIT_MS = 1_000;

const NOT_TRIED = { attempts: 0, retries: 0 };

/**
 * The fast path: an event's first attempts run before anything is stored. Until then the unacknowledged message protects the
 * event: if this process dies, NATS delivers the message again. When all attempts have ended, one batched write stores the
 * event with its deliveries, and the message is acknowledged.
 *
 * An event whose attempts have not all ended after a second is stored early: an attempt that still runs gets a leased row, one
 * that has not started becomes due. So the number of unacknowledged messages is at most the rate times one second, however
 * slowly the endpoints answer.
 */
export class FirstAttempts {
  /** By event id, oldest first. */
  private readonly inFlight = new Map<string, InFlightEvent>();
  /** Attempts that wait for a slot. */
  private readonly waiting = new FairQueue<{ inFlightEvent: InFlightEvent; attempt: FirstAttempt }>(
    ({ attempt }) => attempt.phase === 'waiting',
  );
  /**
   * Ids of events that were sent and then refused by the database. When NATS delivers them again, they are stored before they
   * are sent, so that a permanent refusal does not send them again and again.
   */
  private readonly refusedIds = new Set<string>();
  /** Running attempts whose event was stored early. */
  private readonly persistedEarly = new Set<AttemptJob>();
  /** Attempts that run or whose result is being stored. */
  private running = 0;
  private onIdle: (() => void) | undefined;
  private readonly sweeping: PeriodicTask;
  private lastExtensionAt = 0;

  constructor(
    private readonly routing: CurrentRouting,
    private readonly runner: AttemptRunner,
    private readonly slots: Slots,
    private readonly circuits: Circuits,
    private readonly recorder: Recorder,
    private readonly writer: InFlightEventWriter,
    private readonly metrics: DeliveryMetrics,
    private readonly settings: LeaseSettings,
    private readonly log: Log,
  ) {
    this.sweeping = new PeriodicTask({
      name: 'first attempts',
      periodMs: SWEEP_MS,
      run: async () => this.sweep(),
      onError: (error, task) => this.log.error({ err: error, task }, 'delivery.task_failed'),
    });
  }

  start(): void {
    this.sweeping.start();
  }

  stop(): Promise<void> {
    return this.sweeping.stop();
  }

  /** Events whose messages are not acknowledged yet. */
  get size(): number {
    return this.inFlight.size;
  }

  /** Adds a further message of an event that is in flight. False when the event is not in flight. */
  addAckHandle(eventId: string, ackHandle: AckHandle): boolean {
    const inFlightEvent = this.inFlight.get(eventId);
    inFlightEvent?.ackHandles.push(ackHandle);
    return inFlightEvent !== undefined;
  }

  /** Plans a new event and starts its first attempts. */
  accept(event: DomainEvent, payload: Buffer, ackHandle: AckHandle): void {
    const targets = this.routing.targetsOf(routable(event));
    const receivedAt = performance.now();
    // An attempt that starts later, after a pause of this process, could outlive the ack deadline of the message or the lease of
    // the row. Another process may then send the same event at the same time.
    const startBy = receivedAt + this.settings.leaseMs - this.settings.attemptTimeoutMs;
    const inFlightEvent: InFlightEvent = {
      event,
      payload,
      plannedWith: this.routing.loadedRevision,
      receivedAt,
      ackHandles: [ackHandle],
      attempts: targets.map((target) => ({
        job: newAttemptJob({
          delivery: deliveryOf(event, target),
          event,
          attempt: 1,
          bodyHash: null,
          startBy,
        }),
        phase: 'waiting',
        state: null,
      })),
      recorded: null,
    };
    this.inFlight.set(event.id, inFlightEvent);
    this.metrics.deliveriesCreated.inc(targets.length);
    const isWideFanOut = targets.length > WIDE_FAN_OUT || this.refusedIds.delete(event.id);
    for (const attempt of inFlightEvent.attempts) {
      const waitMs = this.circuits.waitMs(attempt.job.delivery.webhookId);
      if (isWideFanOut || waitMs > 0) this.decide(attempt, { ...DUE_NOW, dueInMs: Math.ceil(waitMs) });
      else this.startOrQueue(inFlightEvent, attempt);
    }
    if (isDecided(inFlightEvent)) this.record(inFlightEvent);
  }

  /**
   * Ends the fast path: waits up to `ms` for running attempts, then cancels them. Resolves when all events are stored.
   */
  async finish(ms: number): Promise<void> {
    await this.untilIdle(ms);
    for (const inFlightEvent of this.inFlight.values()) {
      this.persistEarly(inFlightEvent);
      for (const { job } of inFlightEvent.attempts) cancel(job);
    }
    for (const job of this.persistedEarly) cancel(job);
    await this.untilIdle(CANCEL_WAIT_MS);
    await Promise.all(
      [...this.inFlight.values()].map((inFlightEvent) => inFlightEvent.recorded ?? Promise.resolve()),
    );
  }

  /** Resolves when no attempt runs, at the latest after `ms`. */
  private untilIdle(ms: number): Promise<void> {
    if (this.running === 0) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.onIdle = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  private startOrQueue(inFlightEvent: InFlightEvent, attempt: FirstAttempt): void {
    const { webhookId } = attempt.job.delivery;
    if (this.slots.acquire(webhookId)) {
      this.startAttempt(inFlightEvent, attempt);
      return;
    }
    this.waiting.add(webhookId, { inFlightEvent, attempt });
  }

  /** Starts waiting attempts while there are free slots. */
  private startWaiting(): void {
    for (;;) {
      const next = this.waiting.next(
        (webhookId) => this.slots.acquire(webhookId),
        () => this.slots.free > 0,
      );
      if (!next) return;
      this.startAttempt(next.inFlightEvent, next.attempt);
    }
  }

  /** Runs an attempt that has acquired a slot. */
  private startAttempt(inFlightEvent: InFlightEvent, attempt: FirstAttempt): void {
    attempt.phase = 'running';
    this.running += 1;
    void this.run(inFlightEvent, attempt);
  }

  private async run(inFlightEvent: InFlightEvent, attempt: FirstAttempt): Promise<void> {
    try {
      const state = await this.attempt(attempt.job);
      if (attempt.state?.leaseId)
        await this.recordLeased(inFlightEvent, attempt.job, attempt.state.leaseId, state);
      else this.decide(attempt, state);
      if (!inFlightEvent.recorded && isDecided(inFlightEvent)) this.record(inFlightEvent);
    } catch (error) {
      const { workspaceId, eventId, webhookId, id } = attempt.job.delivery;
      this.log.error(
        { err: error, workspace_id: workspaceId, event_id: eventId, webhook_id: webhookId, delivery_id: id },
        'delivery.first_attempt_failed',
      );
      // Counts as not started: it becomes due when its event is stored early.
      if (attempt.phase === 'running') attempt.phase = 'waiting';
    }
    this.persistedEarly.delete(attempt.job);
    this.running -= 1;
    if (this.running === 0) this.onIdle?.();
  }

  private async attempt(job: AttemptJob): Promise<DeliveryState> {
    const latency = Date.now() - toMicros(job.event.committed_at) / 1_000;
    try {
      const end = await this.runner.run(job);
      if (end.kind === 'attempted') this.metrics.firstAttemptLatency.observe(Math.max(0, latency) / 1_000);
      return nextState(NOT_TRIED, end, Math.random());
    } finally {
      this.slots.release(job.delivery.webhookId);
      this.startWaiting();
    }
  }

  private decide(attempt: FirstAttempt, state: DeliveryState): void {
    attempt.phase = 'decided';
    attempt.state = state;
  }

  private record(inFlightEvent: InFlightEvent): void {
    inFlightEvent.recorded = this.write(inFlightEvent);
  }

  private async write(inFlightEvent: InFlightEvent): Promise<void> {
    const end = await this.writer.write(inFlightEvent);
    this.inFlight.delete(inFlightEvent.event.id);
    if (end === 'refused' && this.refusedIds.size < MAX_REFUSED_IDS)
      this.refusedIds.add(inFlightEvent.event.id);
  }

  /** Stores the result of an attempt whose event was stored early. The row is updated only if it still has our lease id. */
  private async recordLeased(
    inFlightEvent: InFlightEvent,
    job: AttemptJob,
    leaseId: string,
    state: DeliveryState,
  ): Promise<void> {
    await inFlightEvent.recorded;
    const { workspaceId, eventId, webhookId } = job.delivery;
    logAttempt(this.log, job.delivery, state);
    await this.recorder.recordLeased({ workspaceId, eventId, webhookId, leaseId, state });
  }

  private sweep(): void {
    const now = performance.now();
    for (const inFlightEvent of this.inFlight.values()) {
      if (now - inFlightEvent.receivedAt < PERSIST_AFTER_MS) break;
      if (!inFlightEvent.recorded) this.persistEarly(inFlightEvent);
    }
    // DueDeliveries uses the same slots and does not notify this queue when it releases one.
    this.startWaiting();
    if (now - this.lastExtensionAt < EXTEND_ACK_DEADLINE_MS) return;
    this.lastExtensionAt = now;
    for (const inFlightEvent of this.inFlight.values()) {
      if (now - inFlightEvent.receivedAt < PERSIST_AFTER_MS) break;
      inFlightEvent.ackHandles.at(-1)?.working();
    }
  }

  /** Stores an event whose attempts have not all ended. */
  private persistEarly(inFlightEvent: InFlightEvent): void {
    if (inFlightEvent.recorded) return;
    for (const attempt of inFlightEvent.attempts) {
      if (attempt.phase === 'waiting') this.decide(attempt, DUE_NOW);
      if (attempt.phase === 'running') {
        this.persistedEarly.add(attempt.job);
        this.decide(attempt, {
          ...DUE_NOW,
          status: 'in_flight',
          dueInMs: this.settings.leaseMs,
          leaseId: randomUUID(),
        });
      }
    }
    this.record(inFlightEvent);
  }
}
