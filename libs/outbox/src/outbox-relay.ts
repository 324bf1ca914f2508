import { Disconnected, type NatsLink } from '@flowforge/messaging/nats-link';
import { ensureStream } from '@flowforge/messaging/ensure-streams';
import type { StreamDefinition } from '@flowforge/messaging/streams';
import { dropDailyPartitions, ensureDailyPartitions } from '@flowforge/postgres/partitions';
import { jetstream, jetstreamManager, type StreamInfo } from '@nats-io/jetstream';
import { headers, type NatsConnection } from '@nats-io/transport-node';
import { messageId, refusedDelayMs, REPUBLISHED_HEADER, TRACEPARENT_HEADER } from './outbox.js';
import type { ClaimedMessage, OutboxStore } from './outbox.store.js';

/** What the relay tells of its work. */
export interface RelayObserver {
  published(count: number): void;
  republished(count: number): void;
  /** A pass failed; it is tried again. */
  failed(step: string, error: unknown): void;
}

const BATCH = 256;
const POLL_BUSY_MS = 50;
const POLL_IDLE_MS = 1_000;
const WATCH_MS = 1_000;
const PUBLISH_TIMEOUT_MS = 3_000;
/** A row that delivery has acknowledged is settled at the same moment; past this the settlement is taken for lost. */
const SETTLE_MS = 4_000;
/** What is still on the stream is republished only after so long: delivery may be down for hours. */
const LOST_MS = 600_000;
const HOUSEKEEPING_MS = 600_000;
const KEEP_SETTLED_MS = 7 * 86_400_000;
const PARTITIONS_AHEAD = 3;

/**
 * Moves rows of one service's outbox to its stream. It has no cursor: rows are claimed by state, so the order of
 * commits does not matter, and several replicas share the work. `wake` after a commit makes it run at once; a poll is the fallback.
 */
export class OutboxRelay {
  private running = false;
  private woken = false;
  private verified = false;
  private readonly startedAt = new Date();
  private wakeUp: (() => void) | undefined;
  private loops: Promise<void>[] = [];
  private readonly stopping = new AbortController();

  constructor(
    private readonly store: OutboxStore,
    private readonly link: NatsLink,
    private readonly definition: StreamDefinition,
    private readonly observer: RelayObserver,
  ) {}

  /** When a pass of the publishing loop last ended, in `performance.now()` milliseconds. */
  heartbeatAt = performance.now();

  start(): void {
    this.running = true;
    this.link.onConnect(() => {
      // The stream may be another one now: look before publishing to it.
      this.verified = false;
      void this.watchStream().then(() => this.wake());
    });
    this.loops = [
      this.relay(),
      this.every(WATCH_MS, 'watch', () => this.watchStream()),
      this.every(HOUSEKEEPING_MS, 'housekeeping', () => this.keepHouse()),
    ];
  }

  /** Something was committed: publish now. */
  wake(): void {
    this.woken = true;
    this.wakeUp?.();
  }

  /** Publishes what is left, up to `deadlineMs`, and stops. */
  async stop(deadlineMs: number): Promise<void> {
    const deadline = Date.now() + deadlineMs;
    try {
      while (
        this.link.connection &&
        this.verified &&
        Date.now() < deadline &&
        (await this.publishBatch()) > 0
      );
    } catch (error) {
      this.observer.failed('flush', error);
    }
    this.running = false;
    this.stopping.abort();
    this.wake();
    await Promise.all(this.loops);
  }

  private async relay(): Promise<void> {
    let idle = POLL_BUSY_MS;
    while (this.running) {
      this.woken = false;
      let published = 0;
      try {
        if (this.link.connection && this.verified) published = await this.publishBatch();
      } catch (error) {
        this.observer.failed('publish', error);
      }
      this.heartbeatAt = performance.now();
      if (published > 0) {
        idle = POLL_BUSY_MS;
        continue;
      }
      idle = Math.min(idle * 2, POLL_IDLE_MS);
      if (!this.woken && this.running) await this.sleep(idle);
    }
  }

  private sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.wakeUp = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  private async every(ms: number, step: string, work: () => Promise<void>): Promise<void> {
    while (this.running) {
      try {
        await work();
      } catch (error) {
        this.observer.failed(step, error);
      }
      await new Promise<void>((resolve) => {
        const timer = setTimeout(done, ms);
        const signal = this.stopping.signal;
        function done(): void {
          clearTimeout(timer);
          signal.removeEventListener('abort', done);
          resolve();
        }
        signal.addEventListener('abort', done);
        if (signal.aborted) done();
      });
    }
  }

  /** @returns how many rows were published */
  private publishBatch(): Promise<number> {
    return this.store.claim(BATCH, async (rows, runner) => {
      const connection = this.link.connection;
      if (rows.length === 0 || !connection) return 0;
      const outcomes = await Promise.all(rows.map((row) => this.publish(connection, row)));
      const sent = outcomes.filter((outcome) => outcome.seq !== undefined);
      if (sent.length > 0) {
        await this.store.markPublished(
          runner,
          sent.map(({ row, seq }) => ({ id: row.id, seq: seq ?? 0 })),
        );
      }
      const refused = outcomes.filter((outcome) => outcome.seq === undefined);
      if (refused.length > 0) {
        this.observer.failed('publish', refused[0]?.error);
        await this.store.markRefused(
          runner,
          refused.map(({ row, error }) => ({
            id: row.id,
            // A server that went away refused nothing: the rows go out as soon as it is back.
            delayMs: error instanceof Disconnected ? 0 : refusedDelayMs(row.refusals),
          })),
        );
      }
      this.observer.published(sent.length);
      this.observer.republished(sent.filter(({ row }) => row.publications > 0).length);
      return sent.length;
    });
  }

  private async publish(
    connection: NatsConnection,
    row: ClaimedMessage,
  ): Promise<{ row: ClaimedMessage; seq?: number; error?: unknown }> {
    const meta = headers();
    // It may have got through before, though nobody heard: in an earlier try, or from a relay that died. The stream's
    // duplicate filter does not survive its server, so delivery is asked to look.
    const uncertain = row.publications + row.refusals > 0 || row.created_at < this.startedAt;
    if (uncertain) meta.set(REPUBLISHED_HEADER, String(row.publications));
    if (row.traceparent) meta.set(TRACEPARENT_HEADER, row.traceparent);
    try {
      const publishing = jetstream(connection, { timeout: PUBLISH_TIMEOUT_MS }).publish(
        row.subject,
        row.payload,
        {
          msgID: messageId(row.id, row.publications),
          headers: meta,
          timeout: PUBLISH_TIMEOUT_MS,
        },
      );
      const ack = await this.link.whileConnected(publishing);
      return { row, seq: ack.seq };
    } catch (error) {
      return { row, error };
    }
  }

  /** Looks after the stream: there at all, the same one, and nothing acknowledged on it that was never settled. */
  private async watchStream(): Promise<void> {
    const connection = this.link.connection;
    if (!connection) return;
    try {
      const look = async (): Promise<StreamInfo> =>
        ensureStream(await jetstreamManager(connection, { timeout: 2_000 }), this.definition);
      const { created, state } = await this.link.whileConnected(look());
      const reopened = await this.store.noteStream(this.definition.stream, created, state.last_seq);
      if (this.link.connection === connection) this.verified = true;
      // Interior acknowledgements empty a work queue too: with nothing left in it, all that was published is acknowledged.
      const floor = state.messages === 0 ? state.last_seq : state.first_seq - 1;
      const unsettled = await this.store.reopenUnsettled(floor, SETTLE_MS, LOST_MS);
      if (reopened + unsettled > 0) this.wake();
    } catch (error) {
      this.observer.failed('watch', error);
    }
  }

  private async keepHouse(): Promise<void> {
    await ensureDailyPartitions(this.store.dataSource, 'outbox', Date.now(), PARTITIONS_AHEAD);
    await dropDailyPartitions(
      this.store.dataSource,
      'outbox',
      Date.now() - KEEP_SETTLED_MS,
      `state <> 'settled'`,
    );
  }
}
