import { setTimeout as delay } from 'node:timers/promises';
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
 * How long a refresh waits for the registry before it reads the stream instead, in milliseconds. With the refresh period it is less than
 * `FRESH_FOR_MS`, so the view stays fresh when the registry stops answering.
 */
const REGISTRY_WAIT_MS = 800;
/** How long an attempt waits for a fresh view, in milliseconds. */
const FRESH_WAIT_MS = 5_000;

/** The routing view was not fresh within `FRESH_WAIT_MS`: neither the registry nor the stream has confirmed it, or it could not be read. */
export class RoutingNotConfirmed extends Error {
  constructor() {
    super(`the routing was not confirmed within ${FRESH_WAIT_MS} ms`);
  }
}

/**
 * The routing view of this process, and whether it is fresh. Fresh means: at some instant within the last 1.4 s the view contained
 * every change that the registry had committed; or, while the registry does not answer, every change in the routing stream and in the
 * projection. The stream alone does not prove that the view is complete: a registry that has lost NATS publishes nothing. After a pause of
 * the process the view is not fresh, and no attempt starts before the routing was read again.
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
  /** The request to the registry that runs: when it began, if it was answered; else null. */
  private asking: Promise<number | null> | undefined;
  /** Whether the registry answered the last request. While it does not, a refresh does not wait for it. */
  private registryAnswers = true;
  /** A last sequence of the stream that the consumer has not reached yet, and when it was read. */
  private ahead: { sequence: number; seenAt: number } | undefined;
  /** Called with the id of each webhook of which a revision was loaded. */
  private readonly onRevision: ((webhookId: string) => void)[] = [];
  /** Consecutive reads of the stream that found its consumer behind. The next one follows sooner then. */
  private behind = 0;

  constructor(
    private readonly store: RoutingStore,
    private readonly link: Pick<NatsLink, 'connection' | 'onConnect'>,
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
    await this.asking;
  }

  /**
   * Resolves when the view is fresh, or when the process stops: callers check `fresh` again.
   *
   * @throws RoutingNotConfirmed when it is not fresh in time
   */
  untilFresh(): Promise<void> {
    if (this.fresh || !this.running) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.waiting = this.waiting.filter((one) => one !== end);
        reject(new RoutingNotConfirmed());
      }, FRESH_WAIT_MS);
      const end = (): void => {
        clearTimeout(timer);
        resolve();
      };
      this.waiting.push(end);
    });
  }

  targetsOf(event: RoutableEvent): Target[] {
    return this.view.targetsOf(event);
  }

  missedBy(event: RoutableEvent): Target[] {
    return this.view.missedBy(event);
  }

  /** Whether the view has a revision of a webhook or of an assignment. */
  has(change: Parameters<RoutingView['has']>[0]): boolean {
    return this.view.has(change);
  }

  current(webhookId: string): WebhookRevision | undefined {
    return this.view.current(webhookId);
  }

  /** Calls `listener` with the id of each webhook of which a revision is loaded, after the view has it. */
  onRevisionLoaded(listener: (webhookId: string) => void): void {
    this.onRevision.push(listener);
  }

  /** Removes from the view what no event committed at or after `before`, in Unix microseconds, can need. */
  forget(before: number): void {
    this.view.forget(before);
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

  /**
   * Loads everything that the registry had committed before this call. When the registry does not answer in time, or did not answer the
   * last request, it loads what the projection has.
   */
  async catchUp(): Promise<void> {
    if (!this.registryAnswers && this.asking === undefined) return this.load();
    const tooLate = delay(REGISTRY_WAIT_MS, undefined, { ref: false });
    // A request that runs already may have read the changes before the one that is looked for.
    await Promise.race([this.asking, tooLate]);
    this.asking ??= this.askRegistry();
    await Promise.race([this.asking, tooLate]);
    await this.load();
  }

  private async refresh(): Promise<void> {
    const registryReadUpTo = await this.registryReadUpTo();
    if (registryReadUpTo !== null) this.forgetStream();
    const completeAsOf = registryReadUpTo ?? (await this.streamReadUpTo());
    await this.load();
    if (completeAsOf === null) return;
    this.confirmedAt = Math.max(this.confirmedAt, completeAsOf);
    this.releaseWaiting();
  }

  /** An instant at which the registry had committed nothing that is not applied now; null when it does not answer in time. */
  private async registryReadUpTo(): Promise<number | null> {
    this.asking ??= this.askRegistry();
    if (!this.registryAnswers) return null;
    const asked = await Promise.race([
      this.asking,
      delay(REGISTRY_WAIT_MS, 'too late' as const, { ref: false }),
    ]);
    if (asked !== 'too late') return asked;
    this.registryAnswers = false;
    return null;
  }

  private async askRegistry(): Promise<number | null> {
    const askedAt = performance.now();
    let isAnswered = false;
    try {
      isAnswered = await this.applyPending();
    } catch (error) {
      this.onError(error);
    }
    this.asking = undefined;
    // The next refresh waits for it again.
    if (isAnswered && !this.registryAnswers) this.task.runSoon();
    this.registryAnswers = isAnswered;
    return isAnswered ? askedAt : null;
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
    for (const { webhookId } of delta.webhooks) {
      for (const listener of this.onRevision) listener(webhookId);
    }
  }

  /**
   * The latest instant at which everything in the routing stream was applied to the projection; null when that is not known, as
   * without NATS, or before the stream exists: it may have been lost with changes in it.
   */
  private async streamReadUpTo(): Promise<number | null> {
    const now = performance.now();
    const connection = this.link.connection;
    if (!connection) {
      this.forgetStream();
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
      this.forgetStream();
      return null;
    }
  }

  private forgetStream(): void {
    this.behind = 0;
    this.ahead = undefined;
  }

  private releaseWaiting(): void {
    const waiting = this.waiting;
    this.waiting = [];
    for (const resolve of waiting) resolve();
  }
}
