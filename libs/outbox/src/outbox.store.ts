import { rowsOf } from '@flowforge/postgres/database';
import type { WorkspaceTransaction } from '@flowforge/postgres/workspace-database';
import type { DataSource, QueryRunner } from 'typeorm';
import type { OutboxMessage } from './outbox.js';

/** A claimed row: its lock is held by the claiming transaction until that ends. */
export interface ClaimedMessage {
  id: string;
  subject: string;
  payload: Buffer;
  traceparent: string | null;
  publications: number;
  refusals: number;
  created_at: Date;
}

/** Appends a message inside the fact's transaction; both commit or neither does. */
export async function appendToOutbox(tx: WorkspaceTransaction, message: OutboxMessage): Promise<void> {
  await tx.query('INSERT INTO outbox (id, subject, payload, traceparent) VALUES ($1, $2, $3, $4)', [
    message.id,
    message.subject,
    message.payload,
    message.traceparent ?? null,
  ]);
}

/** All SQL of the relay's side of the outbox. */
export class OutboxStore {
  constructor(readonly dataSource: DataSource) {}

  /** Claims up to `limit` unpublished rows for `work`; rows another replica holds are passed over. */
  async claim<T>(
    limit: number,
    work: (rows: ClaimedMessage[], runner: QueryRunner) => Promise<T>,
  ): Promise<T> {
    const runner = this.dataSource.createQueryRunner();
    try {
      await runner.connect();
      await runner.startTransaction();
      try {
        const rows: ClaimedMessage[] = await runner.query(
          `SELECT id, subject, payload, traceparent, publications, refusals, created_at FROM outbox
            WHERE state = 'new' AND not_before <= clock_timestamp()
            ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED`,
          [limit],
        );
        const result = await work(rows, runner);
        await runner.commitTransaction();
        return result;
      } catch (error) {
        if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => undefined);
        throw error;
      }
    } finally {
      await runner.release();
    }
  }

  /** Marks claimed rows as published, with the sequence that the stream gave each. */
  async markPublished(runner: QueryRunner, rows: { id: string; seq: number }[]): Promise<void> {
    await runner.query(
      `UPDATE outbox SET state = 'published', published_at = clock_timestamp(), stream_seq = sent.seq,
              publications = outbox.publications + 1, refusals = 0
         FROM unnest($1::uuid[], $2::bigint[]) AS sent(id, seq) WHERE outbox.id = sent.id`,
      [rows.map((row) => row.id), rows.map((row) => row.seq)],
    );
  }

  /** Puts refused rows aside for a while, so that they never block the others. */
  async markRefused(runner: QueryRunner, rows: { id: string; delayMs: number }[]): Promise<void> {
    await runner.query(
      `UPDATE outbox SET refusals = outbox.refusals + 1,
              not_before = clock_timestamp() + refused.delay_ms * interval '1 millisecond'
         FROM unnest($1::uuid[], $2::int[]) AS refused(id, delay_ms) WHERE outbox.id = refused.id`,
      [rows.map((row) => row.id), rows.map((row) => row.delayMs)],
    );
  }

  /** Delivery has these rows safe in its own schema: they need no further publication. */
  async settle(ids: readonly string[]): Promise<void> {
    await this.dataSource.query(
      `UPDATE outbox SET state = 'settled' WHERE id = ANY($1::uuid[]) AND state <> 'settled'`,
      [ids],
    );
  }

  /**
   * Compares the stream with the one that rows were published to. When it is another (created anew) or was cut
   * back (its last sequence fell), everything unsettled is to be published again.
   *
   * @returns how many rows became unpublished again
   */
  async noteStream(stream: string, created: string, lastSeq: number): Promise<number> {
    return this.dataSource.transaction(async (manager) => {
      await manager.query('SELECT pg_advisory_xact_lock(hashtext($1))', [`flowforge.outbox.${stream}`]);
      const known: { created: string; last_seq: string }[] = await manager.query(
        'SELECT created, last_seq FROM outbox_stream WHERE stream = $1',
        [stream],
      );
      await manager.query(
        `INSERT INTO outbox_stream (stream, created, last_seq) VALUES ($1, $2, $3)
         ON CONFLICT (stream) DO UPDATE SET created = excluded.created, last_seq = excluded.last_seq`,
        [stream, created, lastSeq],
      );
      const before = known[0];
      const intact = before?.created === created && Number(before.last_seq) <= lastSeq;
      if (intact || !before) return 0;
      const result = rowsOf<{ id: string }>(
        await manager.query(`UPDATE outbox SET state = 'new' WHERE state = 'published' RETURNING id`),
      );
      return result.length;
    });
  }

  /**
   * Makes rows unpublished again that were acknowledged on the stream (`stream_seq` at or under its acknowledged
   * floor) yet not settled `settleMs` after publication: their settlement was lost. Rows unsettled for `lostMs`
   * are taken whatever the floor says.
   */
  async reopenUnsettled(ackFloor: number, settleMs: number, lostMs: number): Promise<number> {
    const result = rowsOf<{ id: string }>(
      await this.dataSource.query(
        `UPDATE outbox SET state = 'new' WHERE id IN (
           SELECT id FROM outbox WHERE state = 'published'
              AND published_at < clock_timestamp() - $2 * interval '1 millisecond'
              AND (stream_seq <= $1 OR published_at < clock_timestamp() - $3 * interval '1 millisecond')
            ORDER BY published_at LIMIT 5000 FOR UPDATE SKIP LOCKED) RETURNING id`,
        [ackFloor, settleMs, lostMs],
      ),
    );
    return result.length;
  }

  /** How much waits to be published, and for how long the oldest of it has, in seconds. */
  async backlog(): Promise<{ unpublished: number; oldestAgeSeconds: number }> {
    const rows: { unpublished: string; age: string | null }[] = await this.dataSource.query(
      `SELECT count(*) AS unpublished, extract(epoch FROM clock_timestamp() - min(created_at)) AS age
         FROM outbox WHERE state = 'new'`,
    );
    return { unpublished: Number(rows[0]?.unpublished ?? 0), oldestAgeSeconds: Number(rows[0]?.age ?? 0) };
  }
}
