import { ROUTING_APPLIED_SUBJECT } from '@flowforge/contracts/signals/routing-applied';
import type { NatsLink } from '@flowforge/messaging/nats-link';
import { ROUTING_STREAM } from '@flowforge/messaging/streams';
import { PeriodicTask } from '@flowforge/scheduling/periodic-task';
import { jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import type { RoutableEvent, Target, WebhookRevision } from './routing.js';
import type { RoutingStore } from './routing.store.js';
import { RoutingView } from './routing-view.js';

const REFRESH_MS = 400;
/**
 * How long a confirmed view counts as fresh, in milliseconds. With the refresh period and the transport of a change, no attempt
 * starts later than 2 s after a webhook is disabled.
 */
const FRESH_FOR_MS = 1_400;
const BEHIND_RETRY_MS = 40;
const NATS_TIMEOUT_MS = 500;

/**
 * The routing view of this process, and whether it is fresh. Fresh means: at some instant within the last 1.4 s the view contained
 * every change in the routing stream and in the projection, or every change that the registry had committed. After a pause of the
 * process the view is not fresh, and no attempt starts before the routing was read again.
 */
export class CurrentRouting {
  private view: RoutingView;
  private revision = 0;
  /** `performance.now()` of the last instant at which the view was complete. This clock is monotonic and also counts pauses. */
  private confirmedAt = Number.NEGATIVE_INFINITY;
  private readonly task: PeriodicTask;
  private running = false;
  private subscribedOn: NatsConnection | undefined;
  private loading: Promise<void> = Promise.resolve();
  /** A load that was requested and has not started yet; further requests share it. */
  private queued: Promise<void> | undefined;
  private waiting: (() => void)[] = [];
  /** A last sequence of the stream that the consumer has not reached yet, and when it was read. */
  private ahead: { sequence: number; seenAt: number } | undefined;
  /** Consecutive polls that found the consumer behind the stream. It is polled sooner then. */
  private behind = 0;

  constructor(
    private readonly store: RoutingStore,
    private readonly link: NatsLink,
    private readonly marginMs: number,
    /**
     * Applies the changes that the registry has committed and delivery has not settled, over HTTP. False when the registry did not
     * answer.
     */
    private readonly applyPending: () => Promise<boolean>,
    private readonly onError: (error: unknown) => void,
  ) {
    this.view = new RoutingView(marginMs * 1_000);
    this.task = new PeriodicTask({
      name: 'routing',
      periodMs: () => (this.behind > 0 ? BEHIND_RETRY_MS : REFRESH_MS),
      run: () => this.refresh(),
      onError,
    });
  }

  /** When a refresh last ended, in `performance.now()` milliseconds. */
  get heartbeatAt(): number {
    return this.task.heartbeatAt;
  }

  /** Revision of the projection that the view was loaded from. */
  get loadedRevision(): number {
    return this.revision;
  }

  /** Whether the routing was loaded once; the readiness check waits for it. */
  get loaded(): boolean {
    return this.confirmedAt > Number.NEGATIVE_INFINITY;
  }

  get fresh(): boolean {
    return performance.now() - this.confirmedAt < FRESH_FOR_MS;
  }

  /** Asks the other replicas to re-read the projection. If the signal is lost, they do so at their next refresh. */
  notifyReplicas(): void {
    this.link.connection?.publish(ROUTING_APPLIED_SUBJECT);
  }

  start(): void {
    this.running = true;
    this.link.onConnect(() => {
      const connection = this.link.connection;
      if (!connection || this.subscribedOn === connection) return;
      this.subscribedOn = connection;
      connection.subscribe(ROUTING_APPLIED_SUBJECT, { callback: () => void this.load().catch(this.onError) });
    });
    this.task.start();
  }

  async stop(): Promise<void> {
    this.running = false;
    this.releaseWaiting();
    await this.task.stop();
  }

  /** Resolves when the view is fresh, or when the process stops: callers check `fresh` again. */
  untilFresh(): Promise<void> {
    if (this.fresh || !this.running) return Promise.resolve();
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  targetsOf(event: RoutableEvent): Target[] {
    return this.view.targetsOf(event);
  }

  current(webhookId: string): WebhookRevision | undefined {
    return this.view.current(webhookId);
  }

  /** Loads the new changes of the projection. The load starts after the call, so it sees everything that was committed before. */
  load(): Promise<void> {
    // Loads run one after another, because each reads the changes since the previous load.
    this.queued ??= this.loading = this.loading
      .catch(() => undefined)
      .then(() => {
        this.queued = undefined;
        return this.loadDelta();
      });
    return this.queued;
  }

  private async refresh(): Promise<void> {
    const askedAt = performance.now();
    let completeAsOf = await this.streamReadUpTo();
    // The stream cannot confirm the view. Without NATS, this is a request of each replica every 400 ms.
    if (completeAsOf === null && (await this.applyPending())) completeAsOf = askedAt;
    await this.load();
    if (completeAsOf === null) return;
    this.confirmedAt = Math.max(this.confirmedAt, completeAsOf);
    this.releaseWaiting();
  }

  private async loadDelta(): Promise<void> {
    const delta = await this.store.deltaSince(this.revision);
    // A lower revision than before: the projection was restored from a backup. Everything is loaded again.
    if (delta.revision < this.revision) {
      this.revision = 0;
      this.view = new RoutingView(this.marginMs * 1_000);
      return this.loadDelta();
    }
    for (const webhook of delta.webhooks) this.view.applyWebhook(webhook);
    for (const assignment of delta.assignments) this.view.applyAssignment(assignment);
    this.revision = delta.revision;
  }

  /**
   * The latest instant at which everything in the routing stream was applied to the projection; null when that is not known, as
   * without NATS, or before the stream exists: it may have been lost with changes in it.
   */
  private async streamReadUpTo(): Promise<number | null> {
    const now = performance.now();
    const connection = this.link.connection;
    if (!connection) {
      this.ahead = undefined;
      this.behind = 0;
      return null;
    }
    try {
      const manager = await jetstreamManager(connection, { timeout: NATS_TIMEOUT_MS, checkAPI: false });
      const { stream, consumer } = ROUTING_STREAM;
      const { state } = await manager.streams.info(stream);
      const { ack_floor, num_pending, num_ack_pending } = await manager.consumers.info(stream, consumer);
      this.behind = num_pending + num_ack_pending === 0 ? 0 : this.behind + 1;
      if (this.behind === 0) {
        this.ahead = undefined;
        return now;
      }
      const reached =
        this.ahead !== undefined && ack_floor.stream_seq >= this.ahead.sequence ? this.ahead.seenAt : null;
      if (reached !== null || this.ahead === undefined || this.ahead.sequence > state.last_seq) {
        this.ahead = { sequence: state.last_seq, seenAt: now };
      }
      return reached;
    } catch {
      this.behind = 0;
      this.ahead = undefined;
      return null;
    }
  }

  private releaseWaiting(): void {
    const waiting = this.waiting;
    this.waiting = [];
    for (const resolve of waiting) resolve();
  }
}
