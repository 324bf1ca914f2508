import type { NatsLink } from '@flowforge/messaging/nats-link';
import { ensureStream } from '@flowforge/messaging/ensure-streams';
import type { StreamDefinition } from '@flowforge/messaging/streams';
import { jetstreamManager, type StreamInfo } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import type { OutboxStore } from './outbox.store.js';

const READ_TIMEOUT_MS = 2_000;
/** Delivery settles right after it acknowledges; a settlement that is missing after this is lost, in milliseconds. */
const SETTLE_MS = 4_000;
/** Readings in a row at most. A reading is discarded when another replica stored one meanwhile; then the next one is taken at once. */
const MAX_READINGS = 5;

/**
 * Keeps the stream in existence and notices when it is another one or was cut back. Until the stream was read on the present
 * connection, nothing is published.
 */
export class StreamWatch {
  /** Grows with every connect: what was read on an earlier connection no longer counts. */
  private connections = 0;
  private current: number | undefined;

  constructor(
    private readonly store: OutboxStore,
    private readonly link: NatsLink,
    private readonly definition: StreamDefinition,
  ) {}

  /** The stream's generation; undefined while the stream has not been read on the present connection. */
  get generation(): number | undefined {
    return this.link.connection ? this.current : undefined;
  }

  /** The connection is a new one: the stream behind it may be another one, too. */
  connected(): void {
    this.connections += 1;
    this.current = undefined;
  }

  /**
   * Reads the stream, and makes messages due again that were published to it and lost, or acknowledged and never settled.
   *
   * @returns how many messages became due
   */
  async check(): Promise<number> {
    const { connections } = this;
    const connection = this.link.connection;
    if (!connection) return 0;
    const read = await this.readStream(connection);
    if (!read || connections !== this.connections) return 0;
    this.current = read.generation;
    const { state } = read.info;
    // The first message need not be the oldest unacknowledged one: an empty stream means that all of it is acknowledged.
    const ackFloor = state.messages === 0 ? state.last_seq : state.first_seq - 1;
    let count = await this.store.adoptEarlierRows();
    let more = true;
    while (more && connections === this.connections) {
      const reopened = await this.store.reopen({
        generation: read.generation,
        ackFloor,
        settleMs: SETTLE_MS,
      });
      count += reopened.count;
      more = reopened.more;
    }
    return count;
  }

  private async readStream(
    connection: NatsConnection,
  ): Promise<{ generation: number; info: StreamInfo } | undefined> {
    const { stream } = this.definition;
    for (let attempt = 0; attempt < MAX_READINGS; attempt += 1) {
      const before = await this.store.lastReading(stream);
      const reading = jetstreamManager(connection, { timeout: READ_TIMEOUT_MS }).then((manager) =>
        ensureStream(manager, this.definition),
      );
      const info = await this.link.whileConnected(reading);
      const generation = await this.store.storeReading(stream, before, {
        created: info.created,
        lastSeq: info.state.last_seq,
      });
      if (generation !== null) return { generation, info };
    }
    return undefined;
  }
}
