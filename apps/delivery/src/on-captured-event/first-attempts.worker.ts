import { randomUUID } from 'node:crypto';
import type { DomainEvent } from '@flowforge/contracts/events/event';
import { toMicros } from '@flowforge/contracts/time';
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
/** The un-acknowledged message is the lease for at most a second; the sweep needs a moment, too. */
const PERSIST_AFTER_MS = 850;
/** A message that is held longer (the database is away) is kept from being handed out again. */
const STILL_WORKING_MS = 1_000;
/** An event for more webhooks than this is written down first and sent from there. */
const WIDE_FAN_OUT = 32;
const MAX_REFUSED_IDS = 10_000;
/** What was given up ends at once, unless it waits for something that does not come; its row's lease then runs out. */
const CANCEL_WAIT_MS = 1_000;

const NOT_TRIED = { attempts: 0, retries: 0 };

/**
 * The fast path: the un-acknowledged message is the lease of the first attempt, and one batched write follows it. What
 * cannot be sent at once, or is not answered within a second, becomes a row with a lease of its own, so that the
 * number of unacknowledged messages is bounded by rate × 1 s, never by customers' latency.
 */
export class FirstAttempts {
  /** By event, oldest first. */
  private readonly inFlight = new Map<string, InFlightEvent>();
  /** What waits for a slot, by webhook, oldest first. */
  private readonly waiting = new FairQueue<{ inFlightEvent: InFlightEvent; attempt: FirstAttempt }>(
    ({ attempt }) => attempt.phase === 'waiting',
  );
  /** Events that were sent, and then refused by the database: not to be sent again before they are written down. */
  private readonly refusedIds = new Set<string>();
  /** What runs though its inFlightEvent is written down already. */
  private readonly persistedEarly = new Set<AttemptJob>();
  /** Attempts under way, until they are written down. */
  private running = 0;
  private onIdle: (() => void) | undefined;
  private timer: NodeJS.Timeout | undefined;
  private lastWorkingAt = 0;

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
  ) {}

  start(): void {
    this.timer = setInterval(() => this.sweep(), SWEEP_MS);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  /** Events whose messages are held. */
  get size(): number {
    return this.inFlight.size;
  }

  /** Takes one more message of an event that is under way; true when it is. */
  addAckHandle(eventId: string, ackHandle: AckHandle): boolean {
    const inFlightEvent = this.inFlight.get(eventId);
    inFlightEvent?.ackHandles.push(ackHandle);
    return inFlightEvent !== undefined;
  }

  /** Plans a new event and starts its first attempts. */
  accept(event: DomainEvent, payload: Buffer, ackHandle: AckHandle): void {
    const targets = this.routing.targetsOf(routable(event));
    const receivedAt = performance.now();
    // Its message is the lease at first, and then a row that is written a moment from now; both outlive an attempt that starts by
    // then. After a pause of the process another one may have taken the message over.
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
   * Ends the fast path: waits up to `ms` for what runs, then gives it up; resolves once everything is written down.
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

  /** Resolves once nothing runs, or after `ms`. */
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
    if (this.slots.take(webhookId)) {
      this.startAttempt(inFlightEvent, attempt);
      return;
    }
    this.waiting.add(webhookId, { inFlightEvent, attempt });
  }

  /** Starts what waits, as far as there are slots. */
  private startWaiting(): void {
    for (;;) {
      const next = this.waiting.next(
        (webhookId) => this.slots.take(webhookId),
        () => this.slots.free > 0,
      );
      if (!next) return;
      this.startAttempt(next.inFlightEvent, next.attempt);
    }
  }

  /** Runs an attempt whose slot is taken. One that breaks off undecided is persistedEarly, and so tried again. */
  private startAttempt(inFlightEvent: InFlightEvent, attempt: FirstAttempt): void {
    attempt.phase = 'running';
    this.running += 1;
    void this.run(inFlightEvent, attempt);
  }

  private async run(inFlightEvent: InFlightEvent, attempt: FirstAttempt): Promise<void> {
    try {
      const state = await this.attempt(attempt.job);
      if (attempt.state?.leaseId)
        await this.recordAfterPersistedEarly(inFlightEvent, attempt.job, attempt.state.leaseId, state);
      else this.decide(attempt, state);
      if (!inFlightEvent.recorded && isDecided(inFlightEvent)) this.record(inFlightEvent);
    } catch (error) {
      const { workspaceId, eventId, webhookId, id } = attempt.job.delivery;
      this.log.error(
        { err: error, workspace_id: workspaceId, event_id: eventId, webhook_id: webhookId, delivery_id: id },
        'delivery.first_attempt_failed',
      );
      // Whatever became of it, it is due again once it is persistedEarly.
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
      this.slots.give(job.delivery.webhookId);
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

  /** An attempt that outlived its message: its row holds a lease, and is updated while that is still ours. */
  private async recordAfterPersistedEarly(
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
    // A slot that came free elsewhere is nobody's turn here, and what was persistedEarly waits no more.
    this.startWaiting();
    if (now - this.lastWorkingAt < STILL_WORKING_MS) return;
    this.lastWorkingAt = now;
    for (const inFlightEvent of this.inFlight.values()) {
      if (now - inFlightEvent.receivedAt < PERSIST_AFTER_MS) break;
      inFlightEvent.ackHandles.at(-1)?.working();
    }
  }

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
