import { ROUTING_APPLIED_SUBJECT } from '@flowforge/contracts/signals/routing-applied';
import type { NatsLink } from '@flowforge/messaging/nats-link';
import { ROUTING_STREAM } from '@flowforge/messaging/streams';
import { JetStreamApiError, jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import type { RoutableEvent, Target, WebhookRevision } from './routing.js';
import type { RoutingStore } from './routing.store.js';
import { RoutingView } from './routing-view.js';

const REFRESH_MS = 400;
/** With the refresh period and the time a change needs to arrive, this keeps attempts within 2 s of a disable. */
const FRESH_FOR_MS = 1_400;
const BEHIND_RETRY_MS = 40;
/** So many looks, some five seconds, and what is still unacknowledged counts as unreadable here. */
const BEHIND_LIMIT = 120;
const NATS_TIMEOUT_MS = 500;

/**
 * The routing view of this process and how fresh it is. Fresh means: at some instant within the last 1.4 s the view held
 * everything that was in the routing stream and in the projection. A process that was paused finds its view stale and reads first.
 */
export class CurrentRouting {
  private view: RoutingView;
  private revision = 0;
  /** `performance.now()` of the last instant as of which the view is known to be complete; a monotonic clock also counts pauses. */
  private confirmedAt = Number.NEGATIVE_INFINITY;
  private timer: NodeJS.Timeout | undefined;
  private running = false;
  private subscribedOn: NatsConnection | undefined;
  private loading: Promise<void> = Promise.resolve();
  /** A load that was asked for and has not begun: whoever asks now may share it. */
  private queued: Promise<void> | undefined;
  private waiting: (() => void)[] = [];
  /** The head of the stream that the consumer has yet to reach, and when it was seen. */
  private ahead: { sequence: number; seenAt: number } | undefined;
  /** Looks in a row that found the consumer behind. */
  private behind = 0;
  heartbeatAt = performance.now();

  constructor(
    private readonly store: RoutingStore,
    private readonly link: NatsLink,
    private readonly marginMs: number,
    private readonly report: (error: unknown) => void,
  ) {
    this.view = new RoutingView(marginMs * 1_000);
  }

  /** Revision of the projection that the view holds; plans made with it name it. */
  get loadedRevision(): number {
    return this.revision;
  }

  /** Whether anything was loaded yet; readiness waits for it. */
  get loaded(): boolean {
    return this.confirmedAt > Number.NEGATIVE_INFINITY;
  }

  get fresh(): boolean {
    return performance.now() - this.confirmedAt < FRESH_FOR_MS;
  }

  /** Tells the other replicas that the projection has changed; lost, it only costs them until their next read. */
  notifyReplicas(): void {
    this.link.connection?.publish(ROUTING_APPLIED_SUBJECT);
  }

  start(): void {
    this.running = true;
    this.link.onConnect(() => {
      const connection = this.link.connection;
      if (!connection || this.subscribedOn === connection) return;
      this.subscribedOn = connection;
      connection.subscribe(ROUTING_APPLIED_SUBJECT, { callback: () => void this.load().catch(this.report) });
    });
    const loop = async (): Promise<void> => {
      await this.refresh().catch(this.report);
      this.heartbeatAt = performance.now();
      const delay = this.behind > 0 ? BEHIND_RETRY_MS : REFRESH_MS;
      if (this.running) this.timer = setTimeout(() => void loop(), delay);
    };
    void loop();
  }

  stop(): void {
    this.running = false;
    clearTimeout(this.timer);
    this.releaseWaiting();
  }

  /** Resolves once the view is fresh, or the process stops; callers look at `fresh` again. */
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

  /** Loads what is new in the projection. The load begins after the call, so that nothing committed before it is missed. */
  load(): Promise<void> {
    // Loads are serial: each applies what came since the one before.
    this.queued ??= this.loading = this.loading
      .catch(() => undefined)
      .then(() => {
        this.queued = undefined;
        return this.loadDelta();
      });
    return this.queued;
  }

  private async refresh(): Promise<void> {
    const completeAsOf = await this.streamReadUpTo();
    await this.load();
    if (completeAsOf === null) return;
    this.confirmedAt = Math.max(this.confirmedAt, completeAsOf);
    this.releaseWaiting();
  }

  private async loadDelta(): Promise<void> {
    const delta = await this.store.deltaSince(this.revision);
    // A projection that went backwards was restored from a backup: begin anew.
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
   * The latest instant up to which everything in the routing stream has been applied to the projection; null while it has
   * not. Without NATS, or with a stream that is not there yet, the projection alone is the truth that can be had.
   */
  private async streamReadUpTo(): Promise<number | null> {
    const now = performance.now();
    const connection = this.link.connection;
    if (!connection) {
      this.ahead = undefined;
      return now;
    }
    try {
      const manager = await jetstreamManager(connection, { timeout: NATS_TIMEOUT_MS, checkAPI: false });
      const { stream, consumer } = ROUTING_STREAM;
      const { state } = await manager.streams.info(stream);
      const { ack_floor, num_pending, num_ack_pending } = await manager.consumers.info(stream, consumer);
      this.behind = num_pending + num_ack_pending === 0 ? 0 : this.behind + 1;
      // A change that this release cannot read waits for a newer one, and must not hold up every delivery meanwhile. Looks
      // are counted, not seconds: a process that was paused has not looked.
      if (this.behind === 0 || this.behind > BEHIND_LIMIT) {
        this.ahead = undefined;
        return now;
      }
      const reached =
        this.ahead !== undefined && ack_floor.stream_seq >= this.ahead.sequence ? this.ahead.seenAt : null;
      if (reached !== null || this.ahead === undefined || this.ahead.sequence > state.last_seq) {
        this.ahead = { sequence: state.last_seq, seenAt: now };
      }
      return reached;
    } catch (error) {
      // No stream or consumer yet: nothing can be waiting in it. A server that is slow to answer says nothing at all.
      this.behind = error instanceof JetStreamApiError ? 0 : this.behind + 1;
      if (this.behind > 0 && this.behind <= BEHIND_LIMIT) return null;
      this.ahead = undefined;
      return now;
    }
  }

  private releaseWaiting(): void {
    const waiting = this.waiting;
    this.waiting = [];
    for (const resolve of waiting) resolve();
  }
}
