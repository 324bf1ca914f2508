/**
 * The outbox's tables of the first release, for a service's own migration. `outbox` is partitioned by day of its UUIDv7, so that
 * settled rows leave by dropping a partition. `outbox_stream` is what relays of the first release knew of the stream.
 */
export const OUTBOX_TABLES = [
  `CREATE TABLE outbox (
     id uuid NOT NULL PRIMARY KEY,
     state text NOT NULL DEFAULT 'new' CHECK (state IN ('new', 'published', 'settled')),
     subject text NOT NULL,
     payload bytea NOT NULL,
     traceparent text,
     created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
     not_before timestamptz NOT NULL DEFAULT '-infinity',
     publications integer NOT NULL DEFAULT 0,
     refusals integer NOT NULL DEFAULT 0,
     published_at timestamptz,
     stream_seq bigint
   ) PARTITION BY RANGE (id)`,
  `CREATE TABLE outbox_default PARTITION OF outbox DEFAULT`,
  `CREATE INDEX outbox_new ON outbox (id) WHERE state = 'new'`,
  `CREATE INDEX outbox_published ON outbox (published_at) WHERE state = 'published'`,
  `CREATE TABLE outbox_stream (
     stream text NOT NULL PRIMARY KEY,
     created text NOT NULL,
     last_seq bigint NOT NULL
   )`,
] as const;

/**
 * The second release: `outbox` keeps the messages and is only inserted into. `outbox_pending` has one small row for each message
 * that delivery has not settled yet; settling deletes it. `outbox_generation` is the last reading of the stream.
 *
 * The first release keeps running beside it: its relays publish the rows that they inserted themselves (state `new`) and do not
 * see the rows of this release (state `queued`). What they leave behind is adopted (`OutboxStore.adoptEarlierRows`).
 */
export const OUTBOX_LEASES = [
  `ALTER TABLE outbox DROP CONSTRAINT outbox_state_check`,
  `CREATE TABLE outbox_pending (
     id uuid NOT NULL PRIMARY KEY,
     created_at timestamptz NOT NULL DEFAULT statement_timestamp(),
     due_at timestamptz NOT NULL DEFAULT statement_timestamp(),
     claimed_by uuid,
     claims integer NOT NULL DEFAULT 0,
     publications integer NOT NULL DEFAULT 0,
     published_at timestamptz,
     stream_generation integer,
     stream_seq bigint
   ) WITH (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 2000,
           autovacuum_analyze_scale_factor = 0.2, autovacuum_analyze_threshold = 5000)`,
  // Three indexes for three questions; a message that is settled in time never enters the last two.
  `CREATE INDEX outbox_pending_unpublished ON outbox_pending (due_at) WHERE stream_seq IS NULL`,
  `CREATE INDEX outbox_pending_overdue ON outbox_pending (due_at) WHERE stream_seq IS NOT NULL`,
  `CREATE INDEX outbox_pending_position ON outbox_pending (stream_generation, stream_seq) WHERE stream_seq IS NOT NULL`,
  `CREATE TABLE outbox_generation (
     stream text NOT NULL PRIMARY KEY,
     created text NOT NULL,
     last_seq bigint NOT NULL,
     generation integer NOT NULL DEFAULT 1,
     readings bigint NOT NULL DEFAULT 1
   )`,
] as const;

/** Undoes `OUTBOX_LEASES`: what is not settled is published again by the first release. */
export const OUTBOX_LEASES_UNDO = [
  `UPDATE outbox SET state = CASE WHEN EXISTS (SELECT FROM outbox_pending WHERE outbox_pending.id = outbox.id)
                                  THEN 'new' ELSE 'settled' END,
          refusals = 1 WHERE state = 'queued'`,
  `ALTER TABLE outbox ADD CONSTRAINT outbox_state_check CHECK (state IN ('new', 'published', 'settled'))`,
  `DROP TABLE outbox_pending, outbox_generation`,
] as const;
