import type { DomainEvent } from '@flowforge/contracts/events/event';
import { toMicros } from '@flowforge/contracts/time';
import { PeriodicTask } from '@flowforge/scheduling/periodic-task';
import type { Log } from '@flowforge/service-kit/log';
import type { Span } from '@flowforge/tracing/spans';
import type { RunningAttempts, AttemptSlot } from '../admission/running-attempts.js';
import { logAttempt } from '../attempt/attempt-log.js';
import { type AttemptRunner, circuitResultOf } from '../attempt/attempt-runner.service.js';
import { cancel, type AttemptTask } from '../attempt/attempt-task.js';
import type { CircuitResult } from '../circuit/circuit.js';
import type { Circuits } from '../circuit/circuits.worker.js';
import {
  DUE_NOW,
  type EndedState,
  firstAttemptHeldBy,
  STARTED_FIRST,
  type WaitingState,
} from '../delivery/delivery-state.js';
import { nextState } from '../delivery/next-state.js';
import type { DeliveryMetrics } from '../metrics/delivery-metrics.js';
import type { Recorder } from '../record/recorder.worker.js';
import type { ReplicaLease } from '../replica/replica-lease.worker.js';
import type { CurrentRouting } from '../routing/current-routing.worker.js';
import { routable } from '../routing/plan.js';
import { startsFromQueueOnly } from '../routing/routing.js';
import { startPart } from '../trace/event-span.client.js';
import type { InFlightEventWriter } from './in-flight-event-writer.service.js';
import {
  type AckHandle,
  type ArrivedEvent,
  type FirstAttempt,
  type InFlightEvent,
  isDecided,
  planned,
} from './in-flight-event.js';
import { InsertionQueue } from './insertion-queue.js';
import { RunningCount } from './running-count.worker.js';

const SWEEP_MS = 100;
/** How long an event waits for a slot while this process runs as many attempts as it may, in milliseconds. */
const WAIT_FOR_SLOT_MS = 500;
/** An event is stored early after this time, in milliseconds. With the period of the sweep, a message is acknowledged within 1 s. */
const PERSIST_AFTER_MS = 850;
/** Period in milliseconds for extending the ack deadline of messages whose rows cannot be written, e.g. without a database. */
const EXTEND_ACK_DEADLINE_MS = 1_000;
/**
 * An attempt of an event that is not stored starts at most this long after the message arrived, in milliseconds. After a pause of
 * this process, a later one could start when NATS has delivered the message again, to another process.
 */
const START_WITHIN_MS = 6_000;
/** An event with more deliveries than this is stored first, and its deliveries are then sent from the queues of their webhooks. */
const WIDE_FAN_OUT = 32;
/** How long `finish` waits for cancelled attempts, in milliseconds. One that has not ended by then is taken over by another replica. */
const CANCEL_WAIT_MS = 1_000;

const NOT_TRIED = { attempts: 0, retries: 0, internalErrors: 0 };

/**
 * The fast path: an event's first attempts run before anything is stored. Until then the unacknowledged message protects the
 * event: if this process dies, NATS delivers the message again. When all attempts have ended, one batched write stores the
 * event with its deliveries, and the message is acknowledged.
 *
 * While this process runs as many attempts as it may, new events wait up to `WAIT_FOR_SLOT_MS` for a slot: storing them first would cost
 * more, and would not start them earlier. Apart from that, nothing waits in memory. An event is stored early when one of its attempts
 * cannot start at once: that delivery waits in the queue of its webhook. It is also stored early when an attempt takes longer than a
 * second: that delivery is held by the lease of this replica. So the number of unacknowledged messages is at most the rate times one second, however slowly the endpoints answer.
 *
 * The file is long because all changes of an in-flight event's phases are here: each must agree with the others on who owns the event.
 */
export class FirstAttempts {
  /** Events that wait for a slot. */
  private readonly arrived = new InsertionQueue<ArrivedEvent>();
  private readonly inFlight = new InsertionQueue<InFlightEvent>();
  /** Running attempts whose event was stored early. */
  private readonly persistedEarly = new Set<AttemptTask>();
  /** Attempts that run or whose result is being stored. */
  private readonly running = new RunningCount();
  private readonly sweeping: PeriodicTask;
  private lastExtensionAt = 0;

  constructor(
    private readonly routing: CurrentRouting,
    private readonly runner: AttemptRunner,
    private readonly admitted: RunningAttempts,
    private readonly circuits: Circuits,
    private readonly recorder: Recorder,
    private readonly writer: InFlightEventWriter,
    private readonly metrics: DeliveryMetrics,
    private readonly lease: ReplicaLease,
    /** Called when an attempt that is stored as held by this replica has ended without a result. */
    private readonly onHeldAttemptFailed: () => void,
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
    return this.inFlight.size + this.arrived.size;
  }

  /** Attempts that run and are stored as held by this replica. */
  get stored(): Iterable<AttemptTask> {
    return this.persistedEarly;
  }

  /** Adds a further message of an event that is in flight. False when the event is not in flight. */
  addAckHandle(eventId: string, ackHandle: AckHandle): boolean {
    const found = this.inFlight.get(eventId) ?? this.arrived.get(eventId);
    found?.ackHandles.push(ackHandle);
    return found !== undefined;
  }

  /**
   * Plans a new event and starts its first attempts, as soon as there is a slot.
   *
   * @param storedAs for an event that may have been sent before: how its deliveries are stored, and then sent from the queues; else null
   * @param span ends when the event is stored; null when it is not traced
   */
  accept(
    event: DomainEvent,
    payload: Buffer,
    ackHandle: AckHandle,
    storedAs: WaitingState | null,
    span: Span | null,
  ): void {
    const arrived: ArrivedEvent = {
      event,
      payload,
      storedAs,
      receivedAt: performance.now(),
      ackHandles: [ackHandle],
      span,
    };
    if (storedAs !== null || (this.arrived.size === 0 && !this.admitted.isFullForEvents)) this.plan(arrived);
    else this.arrived.add(event.id, arrived);
  }

  /** Plans events that wait for a slot, oldest first, while there are slots. */
  private planArrived(): void {
    for (;;) {
      const { oldest } = this.arrived;
      if (oldest === undefined || this.admitted.isFullForEvents) return;
      this.arrived.delete(oldest.event.id);
      this.plan(oldest);
    }
  }

  private plan(arrived: ArrivedEvent): void {
    const { event, storedAs } = arrived;
    const planning = startPart('plan', arrived.span);
    const targets = this.routing.targetsOf(routable(event));
    planning?.setAttribute('flowforge.deliveries', targets.length).end();
    const inFlightEvent = planned(arrived, targets, this.routing.loadedRevision, (attempt) =>
      this.mayStart(attempt, arrived.receivedAt),
    );
    this.inFlight.add(event.id, inFlightEvent);
    this.metrics.deliveriesCreated.inc(targets.length);
    const startsNothing = storedAs !== null || targets.length > WIDE_FAN_OUT;
    for (const attempt of inFlightEvent.attempts) {
      const { webhookId, workspaceId } = attempt.task.delivery;
      const mayStart =
        !startsNothing &&
        !startsFromQueueOnly(this.routing.current(webhookId)) &&
        this.circuits.isClosed(webhookId) &&
        this.admitted.admit(webhookId, workspaceId, 'first') > 0;
      if (mayStart) this.startAttempt(inFlightEvent, attempt);
      else this.decide(attempt, storedAs ?? DUE_NOW);
    }
    if (isDecided(inFlightEvent)) this.record(inFlightEvent);
    else if (inFlightEvent.attempts.some(({ state }) => state !== null)) this.persistEarly(inFlightEvent);
  }

  /**
   * Whether this process still owns a first attempt that has not started: by its message, or by its lease once the event was stored
   * early.
   */
  private mayStart({ state }: FirstAttempt, receivedAt: number): boolean {
    if (state !== null && state.heldBy !== null) return this.lease.isValid(state.heldBy);
    return performance.now() - receivedAt < START_WITHIN_MS;
  }

  /** Ends the fast path: waits up to `ms` for running attempts, then cancels them. Resolves when all events are stored. */
  async finish(ms: number): Promise<void> {
    for (const arrived of this.arrived) {
      this.arrived.delete(arrived.event.id);
      this.plan(arrived);
    }
    await this.running.untilIdle(ms);
    for (const inFlightEvent of this.inFlight) {
      this.persistEarly(inFlightEvent);
      for (const { task } of inFlightEvent.attempts) cancel(task);
    }
    for (const task of this.persistedEarly) cancel(task);
    await this.running.untilIdle(CANCEL_WAIT_MS);
    await Promise.all([...this.inFlight].map((inFlightEvent) => inFlightEvent.recorded ?? Promise.resolve()));
  }

  /** Runs an attempt that was admitted. */
  private startAttempt(inFlightEvent: InFlightEvent, attempt: FirstAttempt): void {
    const { webhookId, workspaceId } = attempt.task.delivery;
    attempt.phase = 'running';
    this.running.start();
    void this.run(inFlightEvent, attempt, this.admitted.start(webhookId, workspaceId, performance.now()));
  }

  private async run(inFlightEvent: InFlightEvent, attempt: FirstAttempt, slot: AttemptSlot): Promise<void> {
    try {
      const state = await this.attempt(attempt.task, slot);
      const heldBy = attempt.state?.heldBy ?? null;
      // Without an answer nothing more is stored. If the event is not stored either, because the lease was lost, its message stays
      // unacknowledged, and another process gets it.
      if (state !== null && heldBy !== null)
        await this.recordEnded(inFlightEvent, attempt.task, heldBy, state);
      if (state !== null && heldBy === null) this.decide(attempt, state);
      if (!inFlightEvent.recorded && isDecided(inFlightEvent)) this.record(inFlightEvent);
    } catch (error) {
      const { workspaceId, eventId, webhookId, id } = attempt.task.delivery;
      this.log.error(
        { err: error, workspace_id: workspaceId, event_id: eventId, webhook_id: webhookId, delivery_id: id },
        'delivery.first_attempt_failed',
      );
      // Counts as not started: it is due when its event is stored early.
      if (attempt.phase === 'running') attempt.phase = 'planned';
      else this.onHeldAttemptFailed();
    }
    this.persistedEarly.delete(attempt.task);
    this.running.end();
  }

  /** The state of the delivery after the attempt; null when it was cancelled after its request was sent. */
  private async attempt(task: AttemptTask, slot: AttemptSlot): Promise<WaitingState | EndedState | null> {
    let counted: CircuitResult = 'ignored';
    const latency = Date.now() - toMicros(task.event.committed_at) / 1_000;
    try {
      const end = await this.runner.run(task);
      if (end.kind === 'attempted') this.metrics.firstAttemptLatency.observe(Math.max(0, latency) / 1_000);
      counted = circuitResultOf(end);
      if (end.kind === 'unanswered') return null;
      return nextState(NOT_TRIED, end, Math.random());
    } finally {
      this.admitted.end(slot, counted);
      if (this.arrived.size > 0) this.planArrived();
    }
  }

  private decide(attempt: FirstAttempt, state: FirstAttempt['state']): void {
    attempt.phase = 'decided';
    attempt.state = state;
  }

  private record(inFlightEvent: InFlightEvent): void {
    const { id } = inFlightEvent.event;
    inFlightEvent.recorded = this.writer.write(inFlightEvent).then(() => void this.inFlight.delete(id));
  }

  /** Stores the result of an attempt whose event was stored early. */
  private async recordEnded(
    inFlightEvent: InFlightEvent,
    task: AttemptTask,
    heldBy: number,
    state: WaitingState | EndedState,
  ): Promise<void> {
    await inFlightEvent.recorded;
    const { workspaceId, eventId, webhookId } = task.delivery;
    logAttempt(this.log, task, state);
    await this.recorder.recordEnded({
      workspaceId,
      eventId,
      webhookId,
      heldBy,
      startedAttempt: 1,
      startedDueAt: STARTED_FIRST,
      conversationId: task.delivery.conversationId,
      isOrdered: false,
      unusedRateUs: null,
      state,
    });
  }

  private sweep(): void {
    const now = performance.now();
    this.admitted.age(now);
    this.planArrived();
    for (const arrived of this.arrived) {
      if (now - arrived.receivedAt < WAIT_FOR_SLOT_MS) break;
      this.arrived.delete(arrived.event.id);
      this.plan(arrived);
    }
    for (const inFlightEvent of this.inFlight) {
      if (now - inFlightEvent.receivedAt < PERSIST_AFTER_MS) break;
      if (!inFlightEvent.recorded) this.persistEarly(inFlightEvent);
    }
    if (now - this.lastExtensionAt < EXTEND_ACK_DEADLINE_MS) return;
    this.lastExtensionAt = now;
    for (const inFlightEvent of this.inFlight) {
      if (now - inFlightEvent.receivedAt < PERSIST_AFTER_MS) break;
      inFlightEvent.ackHandles.at(-1)?.working();
    }
  }

  /**
   * Stores an event whose attempts have not all ended. Without a valid lease of this replica it waits: the next sweep tries again, and
   * until then the message stays unacknowledged.
   */
  private persistEarly(inFlightEvent: InFlightEvent): void {
    if (inFlightEvent.recorded) return;
    const { epoch } = this.lease;
    for (const attempt of inFlightEvent.attempts) {
      if (attempt.phase === 'planned') this.decide(attempt, DUE_NOW);
      if (attempt.phase !== 'running') continue;
      if (epoch === null) return;
      this.persistedEarly.add(attempt.task);
      this.decide(attempt, firstAttemptHeldBy(epoch));
    }
    this.record(inFlightEvent);
  }
}
