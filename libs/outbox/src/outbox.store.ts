import type { Database } from '@flowforge/postgres/database';
import type { WorkspaceTransaction } from '@flowforge/postgres/workspace-database';
import type { OutboxMessage } from './outbox.js';

/** Who may publish a new message first, and for how long nobody else does. */
export interface FirstClaim {
  /** The relay's id, a UUID. */
  claimedBy: string;
  leaseMs: number;
}

/** A message that a relay has claimed: until the lease ends no other relay publishes it. */
export interface ClaimedMessage {
  id: string;
  subject: string;
  payload: Buffer;
  traceparent: string | null;
  /** How often it was claimed since the last publication that is known to have worked, this claim included. */
  claims: number;
  /** How often it is known to have been published. */
  publications: number;
}

/** Where on the stream a message was published. */
export interface PublishedMessage {
  id: string;
  /** The stream's generation that the relay knew when it published. */
  generation: number;
  seq: number;
  /** Milliseconds since the server acknowledged the publication. */
  ageMs: number;
}

/** What was last seen of a stream. */
export interface StreamReading {
  /** The server's creation time of the stream: another one means another stream. */
  created: string;
  lastSeq: number;
}

/** A stored reading. `generation` grows by one each time that the stream turned out to be another one, or to be cut back. */
export interface StoredReading extends StreamReading {
  generation: number;
  /** Counts the stored readings, to notice one that was stored in between. */
  readings: number;
}

/** When published messages are to be published again. */
export interface ReopenRule {
  /** The stream's current generation: what was published to an earlier one is lost. */
  generation: number;
  /** Everything up to this sequence of the current generation is acknowledged by delivery. */
  ackFloor: number;
  /** Time after the publication of an acknowledged message after which a missing settlement is taken for lost, in milliseconds. */
  settleMs: number;
}

const REOPEN_BATCH = 5_000;
const ADOPT_BATCH = 1_000;
/** How long rows of the first release are left to the relays of that release. */
const ADOPT_AFTER = `interval '30 seconds'`;

/**
 * Appends a message inside the fact's transaction; both commit or neither does. Without a claim any relay may publish it at once.
 */
export async function appendToOutbox(
  tx: WorkspaceTransaction,
  message: OutboxMessage,
  claim: FirstClaim | null = null,
): Promise<void> {
  await tx.query(
    `WITH message AS (INSERT INTO outbox (id, state, subject, payload, traceparent) VALUES ($1, 'queued', $2, $3, $4))
     INSERT INTO outbox_pending (id, due_at, claimed_by, claims)
     VALUES ($1, statement_timestamp() + $5 * interval '1 millisecond', $6, $7)`,
    [
      message.id,
      message.subject,
      message.payload,
      message.traceparent ?? null,
      claim?.leaseMs ?? 0,
      claim?.claimedBy ?? null,
      claim ? 1 : 0,
    ],
  );
}

/**
 * All SQL of the relay's side of the outbox. Every statement is a transaction of its own, so that row locks last for milliseconds.
 * Statements of the relay skip locked rows, and `settle` locks in the order of ids: they never wait for each other in a circle.
 */
export class OutboxStore {
  constructor(private readonly database: Database) {}

  /** Claims up to `limit` messages that are due, for `leaseMs`; rows that another relay is claiming are skipped. */
  async claim(claimedBy: string, limit: number, leaseMs: number): Promise<ClaimedMessage[]> {
    const claimed = await this.database.query<{ id: string; claims: number; publications: number }>(
      `UPDATE outbox_pending
          SET due_at = statement_timestamp() + $3 * interval '1 millisecond', claimed_by = $1, claims = claims + 1
        WHERE id = ANY (ARRAY(
          SELECT id FROM outbox_pending WHERE stream_seq IS NULL AND due_at <= statement_timestamp()
           ORDER BY due_at LIMIT $2 FOR UPDATE SKIP LOCKED))
        RETURNING id, claims, publications`,
      [claimedBy, limit, leaseMs],
    );
    if (claimed.length === 0) return [];
    const counts = new Map(claimed.map((row) => [row.id, row]));
    const messages = await this.database.query<Omit<ClaimedMessage, 'claims' | 'publications'>>(
      'SELECT id, subject, payload, traceparent FROM outbox WHERE id = ANY ($1::uuid[]) ORDER BY id',
      [claimed.map((row) => row.id)],
    );
    return messages.map((message) => ({
      ...message,
      claims: counts.get(message.id)?.claims ?? 1,
      publications: counts.get(message.id)?.publications ?? 0,
    }));
  }

  /**
   * Writes down where messages were published, unless they are settled, or another relay claimed them after the lease.
   *
   * @param overdueMs when they are published again, also when the stream still has them, in milliseconds after the publication
   */
  async markPublished(
    claimedBy: string,
    messages: readonly PublishedMessage[],
    overdueMs: number,
  ): Promise<void> {
    await this.database.query(
      `WITH sent AS (
         SELECT pending.id, sent.generation, sent.seq,
                statement_timestamp() - sent.age_ms * interval '1 millisecond' AS published_at
           FROM unnest($2::uuid[], $3::int[], $4::bigint[], $5::int[]) AS sent(id, generation, seq, age_ms)
           JOIN outbox_pending pending ON pending.id = sent.id AND pending.claimed_by = $1
            FOR UPDATE OF pending SKIP LOCKED)
       UPDATE outbox_pending
          SET stream_generation = sent.generation, stream_seq = sent.seq, published_at = sent.published_at,
              due_at = sent.published_at + $6 * interval '1 millisecond',
              claimed_by = NULL, claims = 0, publications = publications + 1
         FROM sent WHERE outbox_pending.id = sent.id`,
      [
        claimedBy,
        messages.map((message) => message.id),
        messages.map((message) => message.generation),
        messages.map((message) => message.seq),
        messages.map((message) => Math.round(message.ageMs)),
        overdueMs,
      ],
    );
  }

  /** Gives up the claim of messages that could not be published: each is due again after its delay, in milliseconds. */
  async release(claimedBy: string, messages: readonly { id: string; delayMs: number }[]): Promise<void> {
    await this.database.query(
      `WITH failed AS (
         SELECT pending.id, failed.delay_ms
           FROM unnest($2::uuid[], $3::int[]) AS failed(id, delay_ms)
           JOIN outbox_pending pending ON pending.id = failed.id AND pending.claimed_by = $1
            FOR UPDATE OF pending SKIP LOCKED)
       UPDATE outbox_pending
          SET due_at = statement_timestamp() + failed.delay_ms * interval '1 millisecond', claimed_by = NULL
         FROM failed WHERE outbox_pending.id = failed.id`,
      [claimedBy, messages.map((message) => message.id), messages.map((message) => message.delayMs)],
    );
  }

  /** Delivery has these messages in its own schema, committed: they are never published again, whoever has claimed them. */
  async settle(ids: readonly string[]): Promise<void> {
    await this.database.query(
      `DELETE FROM outbox_pending WHERE id = ANY (ARRAY(
         SELECT id FROM outbox_pending WHERE id = ANY ($1::uuid[]) ORDER BY id FOR UPDATE))`,
      [ids],
    );
  }

  /** The oldest messages that are not settled and come after an id, whether they were published or not. */
  async pending(after: string | null, limit: number): Promise<{ id: string; payload: Buffer }[]> {
    return this.database.query<{ id: string; payload: Buffer }>(
      `SELECT id, outbox.payload FROM outbox_pending JOIN outbox USING (id)
        WHERE $1::uuid IS NULL OR id > $1 ORDER BY id LIMIT $2`,
      [after, limit],
    );
  }

  /** The last stored reading of a stream, or null. Read it before the stream itself: see `storeReading`. */
  async lastReading(stream: string): Promise<StoredReading | null> {
    const [row] = await this.database.query<{
      created: string;
      last_seq: string;
      generation: number;
      readings: string;
    }>('SELECT created, last_seq, generation, readings FROM outbox_generation WHERE stream = $1', [stream]);
    if (!row) return null;
    return {
      created: row.created,
      lastSeq: Number(row.last_seq),
      generation: row.generation,
      readings: Number(row.readings),
    };
  }

  /**
   * Stores a reading of the stream. It counts only if it was taken after the stored one: `before` is what `lastReading` returned
   * before the reading was taken, and nothing may have been stored since. So two relays never compare readings in the wrong order.
   *
   * @returns the stream's generation after this reading, or null when the reading is discarded; take another one then
   */
  async storeReading(
    stream: string,
    before: StoredReading | null,
    reading: StreamReading,
  ): Promise<number | null> {
    if (before && before.created === reading.created && before.lastSeq === reading.lastSeq) {
      return before.generation;
    }
    const [row] = await this.database.query<{ generation: number }>(
      before
        ? `UPDATE outbox_generation
              SET generation = generation + (created <> $2 OR last_seq > $3)::int,
                  created = $2, last_seq = $3, readings = readings + 1
            WHERE stream = $1 AND readings = $4 RETURNING generation`
        : `INSERT INTO outbox_generation (stream, created, last_seq) VALUES ($1, $2, $3)
           ON CONFLICT DO NOTHING RETURNING generation`,
      [stream, reading.created, reading.lastSeq, ...(before ? [before.readings] : [])],
    );
    return row?.generation ?? null;
  }

  /**
   * Makes published messages due again: those of an earlier generation of the stream, those that are acknowledged and yet not
   * settled, and those that are overdue. At most some thousand at a time.
   *
   * @returns how many became due, and whether there may be more
   */
  async reopen(rule: ReopenRule): Promise<{ count: number; more: boolean }> {
    const lost = await this.database.query<object>(
      `UPDATE outbox_pending SET due_at = statement_timestamp(), stream_generation = NULL, stream_seq = NULL
        WHERE id = ANY (ARRAY(
          SELECT id FROM outbox_pending
           WHERE stream_seq IS NOT NULL AND (stream_generation, stream_seq) <= ($1, $2)
             AND (stream_generation < $1 OR published_at < statement_timestamp() - $3 * interval '1 millisecond')
           ORDER BY stream_generation, stream_seq LIMIT ${REOPEN_BATCH} FOR UPDATE SKIP LOCKED))
        RETURNING 1`,
      [rule.generation, rule.ackFloor, rule.settleMs],
    );
    const overdue = await this.database.query<object>(
      `UPDATE outbox_pending SET due_at = statement_timestamp(), stream_generation = NULL, stream_seq = NULL
        WHERE id = ANY (ARRAY(
          SELECT id FROM outbox_pending WHERE stream_seq IS NOT NULL AND due_at <= statement_timestamp()
           ORDER BY due_at LIMIT ${REOPEN_BATCH} FOR UPDATE SKIP LOCKED))
        RETURNING 1`,
    );
    return {
      count: lost.length + overdue.length,
      more: lost.length === REOPEN_BATCH || overdue.length === REOPEN_BATCH,
    };
  }

  /**
   * Takes over rows that relays of the first release inserted and left behind; they may have been published already.
   *
   * @returns how many rows were adopted
   */
  async adoptEarlierRows(): Promise<number> {
    let count = 0;
    for (const left of [
      `state = 'new' AND created_at < statement_timestamp() - ${ADOPT_AFTER}`,
      `state = 'published' AND published_at < statement_timestamp() - ${ADOPT_AFTER}`,
    ]) {
      const adopted = await this.database.query<object>(
        `WITH adopted AS (
           UPDATE outbox SET state = 'queued'
            WHERE id = ANY (ARRAY(SELECT id FROM outbox WHERE ${left} LIMIT ${ADOPT_BATCH} FOR UPDATE SKIP LOCKED))
            RETURNING id, created_at, publications)
         INSERT INTO outbox_pending (id, created_at, claims, publications)
         SELECT id, created_at, 1, publications FROM adopted RETURNING 1`,
      );
      count += adopted.length;
    }
    return count;
  }

  /** How much is not known to be published, and for how long the oldest of it has waited, in seconds. */
  async backlog(): Promise<{ unpublished: number; oldestAgeSeconds: number }> {
    const [row] = await this.database.query<{ unpublished: string; age: string | null }>(
      `SELECT count(*) AS unpublished, extract(epoch FROM statement_timestamp() - min(created_at)) AS age
         FROM outbox_pending WHERE stream_seq IS NULL`,
    );
    return { unpublished: Number(row?.unpublished ?? 0), oldestAgeSeconds: Number(row?.age ?? 0) };
  }
}
