import { randomUUID } from 'node:crypto';
import { newId } from '@flowforge/contracts/ids';
import { NatsLink } from '@flowforge/messaging/nats-link';
import { natsOptions } from '@flowforge/messaging/nats-options';
import type { StreamDefinition } from '@flowforge/messaging/streams';
import { Database } from '@flowforge/postgres/database';
import { ensureDailyPartitions } from '@flowforge/postgres/partitions';
import { WorkspaceDatabase } from '@flowforge/postgres/workspace-database';
import {
  startTestDatabase,
  startTestNats,
  type TestDatabase,
  type TestNats,
} from '@flowforge/testing/servers';
import { jetstreamManager } from '@nats-io/jetstream';
import { connect, type MsgHdrs, type NatsConnection } from '@nats-io/transport-node';
import { OUTBOX_LEASES, OUTBOX_TABLES } from './outbox.migration.js';
import { type OutboxMessage, REPUBLISHED_HEADER } from './outbox.js';
import { OutboxRelay } from './outbox-relay.js';
import { appendToOutbox, OutboxStore } from './outbox.store.js';

export const STREAM: StreamDefinition = {
  stream: 'EVENTS',
  producer: 'conversations',
  subjects: ['events.>'],
  consumer: 'delivery',
  maxAckPending: 100,
  ackWaitMs: 8_000,
};
const WORKSPACE = '0190a1b2-0000-7000-8000-000000000001';

/** A message on the stream. */
export interface OnStream {
  id: string;
  isPossibleDuplicate: boolean;
}

/** The row of a message that is not settled. */
export interface PendingRow {
  claims: number;
  publications: number;
  stream_generation: number | null;
  stream_seq: string | null;
  is_due: boolean;
}

/** One service's outbox on a real Postgres and a real nats-server. */
export class RunningOutbox {
  readonly errors: string[] = [];
  private readonly relays: { relay: OutboxRelay; link: NatsLink }[] = [];

  private constructor(
    private readonly postgres: TestDatabase,
    readonly nats: TestNats,
    readonly database: Database,
    readonly store: OutboxStore,
  ) {}

  static async start(): Promise<RunningOutbox> {
    const [postgres, nats] = await Promise.all([startTestDatabase(), startTestNats()]);
    const database = new Database(await postgres.open('registry'));
    for (const statement of [...OUTBOX_TABLES, ...OUTBOX_LEASES]) await database.query(statement);
    await ensureDailyPartitions(database.dataSource, 'outbox', Date.now(), 1);
    return new RunningOutbox(postgres, nats, database, new OutboxStore(database));
  }

  /** A relay of a further replica, with a connection of its own. */
  relay(): OutboxRelay {
    const link = new NatsLink({ url: this.nats.url, name: `relay ${this.relays.length}` }, () => undefined);
    const relay = new OutboxRelay(this.store, link, STREAM, {
      published: () => undefined,
      republished: () => undefined,
      failed: (step, error) => this.errors.push(`${step}: ${String(error)}`),
    });
    this.relays.push({ relay, link });
    relay.start();
    return relay;
  }

  async append(relay: OutboxRelay, message: Partial<OutboxMessage> = {}): Promise<string> {
    const id = message.id ?? newId();
    await new WorkspaceDatabase(this.database).transaction(WORKSPACE, (tx) =>
      relay.append(tx, { id, subject: 'events.test.v1', payload: Buffer.from(id), ...message }),
    );
    return id;
  }

  /** Inserts a message as a process that then died: claimed by it, or unclaimed. */
  async leftBehind(leaseMs: number | null): Promise<string> {
    const id = newId();
    await new WorkspaceDatabase(this.database).transaction(WORKSPACE, (tx) =>
      appendToOutbox(
        tx,
        { id, subject: 'events.test.v1', payload: Buffer.from(id) },
        leaseMs === null ? null : { claimedBy: randomUUID(), leaseMs },
      ),
    );
    return id;
  }

  /** Inserts unclaimed messages that have been due since this morning, all at once. */
  async backlog(count: number): Promise<void> {
    await this.database.query(
      `WITH ids AS (SELECT gen_random_uuid() AS id FROM generate_series(1, $1)),
            messages AS (INSERT INTO outbox (id, state, subject, payload) SELECT id, 'queued', 'events.test.v1', '' FROM ids)
       INSERT INTO outbox_pending (id, due_at) SELECT id, statement_timestamp() - interval '1 hour' FROM ids`,
      [count],
    );
  }

  /** How many messages nobody has claimed and published yet, and how many are claimed by a relay. */
  async counts(): Promise<{ unclaimed: number; claimed: number }> {
    const [row] = await this.database.query<{ unclaimed: number; claimed: number }>(
      `SELECT count(*) FILTER (WHERE claimed_by IS NULL AND stream_seq IS NULL)::int AS unclaimed,
              count(claimed_by)::int AS claimed FROM outbox_pending`,
    );
    if (!row) throw new Error('no count');
    return row;
  }

  async pending(id: string): Promise<PendingRow | undefined> {
    const [row] = await this.database.query<PendingRow>(
      `SELECT claims, publications, stream_generation, stream_seq, due_at <= now() AS is_due
         FROM outbox_pending WHERE id = $1`,
      [id],
    );
    return row;
  }

  /** Everything on the stream, in its order. */
  async onStream(): Promise<OnStream[]> {
    return this.connected(async (connection) => {
      const manager = await jetstreamManager(connection);
      const { state } = await manager.streams.info(STREAM.stream);
      const found: OnStream[] = [];
      for (let seq = state.first_seq; seq <= state.last_seq; seq += 1) {
        const message = await manager.streams.getMessage(STREAM.stream, { seq });
        if (message) found.push(read(message.header));
      }
      return found;
    });
  }

  async connected<T>(work: (connection: NatsConnection) => Promise<T>): Promise<T> {
    const connection = await connect(natsOptions({ url: this.nats.url, name: 'test' }));
    try {
      return await work(connection);
    } finally {
      await connection.close();
    }
  }

  async stop(): Promise<void> {
    for (const { relay, link } of this.relays) {
      await relay.stop(1_000);
      await link.close();
    }
    await this.nats.stop();
    await this.database.dataSource.destroy();
    await this.postgres.stop();
  }
}

function read(header: MsgHdrs): OnStream {
  return {
    id: header.get('Nats-Msg-Id').split('.')[0] ?? '',
    isPossibleDuplicate: header.has(REPUBLISHED_HEADER),
  };
}
