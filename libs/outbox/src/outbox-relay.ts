import { randomUUID } from 'node:crypto';
import { Disconnected, type NatsLink } from '@flowforge/messaging/nats-link';
import type { StreamDefinition } from '@flowforge/messaging/streams';
import type { WorkspaceTransaction } from '@flowforge/postgres/workspace-database';
import { PeriodicTask } from '@flowforge/scheduling/periodic-task';
import { activeSpan, traceparentOfSpan } from '@flowforge/tracing/spans';
import { MessagePublisher, PUBLISH_TIMEOUT_MS } from './message-publisher.client.js';
import { type OutboxMessage, refusedDelayMs } from './outbox.js';
import { appendToOutbox, type ClaimedMessage, type OutboxStore } from './outbox.store.js';
import { PublicationRecord } from './publication-record.service.js';
import { StreamWatch } from './stream-watch.service.js';

/** Receives what the relay does, for logs and metrics. */
export interface RelayObserver {
  published(count: number): void;
  republished(count: number): void;
  /** A step failed; it is tried again. */
  failed(step: string, error: unknown): void;
}

const POLL_MS = 1_000;
const WATCH_MS = 1_000;
const BATCH = 256;
/** Batches of one polling round. A backlog takes many rounds, so that the heartbeat shows progress. */
const ROUND_BATCHES = 8;
/** Messages under way to the server, and their bytes: what is beyond waits in the database. */
const MAX_IN_FLIGHT = 1_024;
/** With so many under way, new messages are sent together when the next answer arrives: fewer packets, both ways. */
const FEW_IN_FLIGHT = 4;
const MAX_IN_FLIGHT_BYTES = 32 * 1024 * 1024;
/** How long nobody else publishes a claimed message: one publication, and the time until it is written down. */
export const LEASE_MS = 10_000;
/** No publication begins with less of the lease left. */
const LEASE_MARGIN_MS = PUBLISH_TIMEOUT_MS + 1_000;

/**
 * Publishes the messages of one service's outbox to its stream. A message is inserted already claimed by the relay of its own
 * process, which publishes it from memory right after the commit. Everything else (the process died, NATS was away, a stream was
 * lost) is claimed by state from the table: there is no cursor, so the order of commits does not matter, and replicas share the
 * work. No transaction is open during a publication.
 */
export class OutboxRelay {
  private readonly id = randomUUID();
  private readonly publisher: MessagePublisher;
  private readonly watch: StreamWatch;
  private readonly record: PublicationRecord;
  private readonly polling: PeriodicTask;
  private readonly watching: PeriodicTask;
  private accepting = false;
  /** Committed messages of this process that wait for the next answer of the server. */
  private committed: { message: ClaimedMessage; leaseEndsAt: number }[] = [];
  private inFlight = 0;
  private inFlightBytes = 0;
  private onSlotFree: (() => void)[] = [];
  private stopListening: (() => void) | undefined;

  constructor(
    private readonly store: OutboxStore,
    private readonly link: NatsLink,
    definition: StreamDefinition,
    private readonly observer: RelayObserver,
  ) {
    this.publisher = new MessagePublisher(link);
    this.watch = new StreamWatch(store, link, definition);
    const onError = (error: unknown, name: string): void => observer.failed(name, error);
    this.polling = new PeriodicTask({
      name: 'publish',
      periodMs: POLL_MS,
      run: async (stopping) => {
        if (await this.publishDue(() => stopping.aborted)) this.polling.runSoon();
      },
      onError,
    });
    this.watching = new PeriodicTask({
      name: 'watch',
      periodMs: WATCH_MS,
      run: () => this.watchStream(),
      onError,
    });
    this.record = new PublicationRecord(store, this.id, observer, () => this.publishSoon());
  }

  /** When a round of the polling loop last ended, in `performance.now()` milliseconds. */
  get heartbeatAt(): number {
    return this.polling.heartbeatAt;
  }

  start(): void {
    this.accepting = true;
    this.stopListening = this.link.onConnect(() => {
      this.watch.connected();
      this.watching.runSoon();
    });
    for (const task of [this.record, this.watching, this.polling]) task.start();
  }

  /**
   * Appends a message in the fact's transaction, and publishes it once that is committed. While the process is traced, the active span
   * caused the message.
   */
  async append(tx: WorkspaceTransaction, given: OutboxMessage): Promise<void> {
    const traced = traceparentOfSpan(activeSpan());
    const message = traced === undefined ? given : { ...given, traceparent: traced };
    // Read before the insert, so that the lease ends here no later than in the database.
    const leaseEndsAt = performance.now() + LEASE_MS;
    const claimed = this.accepting && this.hasSlot() && this.watch.generation !== undefined;
    await appendToOutbox(tx, message, claimed ? { claimedBy: this.id, leaseMs: LEASE_MS } : null);
    tx.afterCommit(() => {
      if (!claimed) return this.publishSoon();
      const traceparent = message.traceparent ?? null;
      this.committed.push({ message: { ...message, traceparent, claims: 1, publications: 0 }, leaseEndsAt });
      if (this.inFlight < FEW_IN_FLIGHT) this.publishCommitted();
    });
  }

  /**
   * Publishes what is left, and claims no more after `deadlineMs`. Before it resolves, each claimed message is marked as published
   * or released, so that another relay publishes only what is not on the stream yet.
   */
  async stop(deadlineMs: number): Promise<void> {
    const deadline = performance.now() + deadlineMs;
    const isOver = (): boolean => performance.now() > deadline;
    this.accepting = false;
    // First, because a round that claims during the steps below would leave its messages claimed.
    await this.polling.stop();
    try {
      while (await this.publishDue(isOver));
    } catch (error) {
      this.observer.failed('publish', error);
    }
    // A publication ends by itself within its timeout.
    while (this.inFlight > 0) await this.slotFree();
    this.stopListening?.();
    await this.watching.stop();
    await this.record.stop();
  }

  private publishCommitted(): void {
    const { committed } = this;
    this.committed = [];
    for (const { message, leaseEndsAt } of committed) void this.publish(message, leaseEndsAt);
  }

  private publishSoon(): void {
    if (this.watch.generation !== undefined) this.polling.runSoon();
  }

  private hasSlot(): boolean {
    return this.inFlight + this.committed.length < MAX_IN_FLIGHT && this.inFlightBytes < MAX_IN_FLIGHT_BYTES;
  }

  private slotFree(): Promise<void> {
    return new Promise((resolve) => this.onSlotFree.push(resolve));
  }

  /**
   * Claims and publishes up to `ROUND_BATCHES` batches. Does not wait for slow publications: one message never holds up the others.
   *
   * @returns whether more may be due
   */
  private async publishDue(isOver: () => boolean): Promise<boolean> {
    for (let batch = 0; batch < ROUND_BATCHES; batch += 1) {
      while (!this.hasSlot()) await this.slotFree();
      if (isOver() || this.watch.generation === undefined) return false;
      const leaseEndsAt = performance.now() + LEASE_MS;
      const messages = await this.store.claim(this.id, BATCH, LEASE_MS);
      for (const message of messages) void this.publish(message, leaseEndsAt);
      if (messages.length < BATCH) return false;
    }
    return true;
  }

  private async publish(message: ClaimedMessage, leaseEndsAt: number): Promise<void> {
    const { generation } = this.watch;
    this.inFlight += 1;
    this.inFlightBytes += message.payload.length;
    try {
      if (performance.now() > leaseEndsAt - LEASE_MARGIN_MS) throw new LeaseEnded('no time left to publish');
      if (generation === undefined) throw new Disconnected('the stream has not been read yet');
      const seq = await this.publisher.publish(message);
      this.record.published(message.id, generation, seq);
      if (message.publications > 0) this.observer.republished(1);
    } catch (error) {
      // A server that went away refused nothing: its messages are published as soon as it is back.
      const isRefusal = !(error instanceof Disconnected || error instanceof LeaseEnded);
      this.record.failed(message.id, isRefusal ? refusedDelayMs(message.claims) : 0, error);
    } finally {
      this.inFlight -= 1;
      this.inFlightBytes -= message.payload.length;
      const waiting = this.onSlotFree;
      this.onSlotFree = [];
      this.publishCommitted();
      for (const resume of waiting) resume();
    }
  }

  private async watchStream(): Promise<void> {
    const before = this.watch.generation;
    const reopened = await this.watch.check();
    const { generation } = this.watch;
    if (generation === undefined) return;
    this.record.generationIs(generation);
    if (reopened > 0 || before === undefined) this.polling.runSoon();
  }
}

/** Another relay may publish the message soon. */
class LeaseEnded extends Error {}
