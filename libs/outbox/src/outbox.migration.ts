/**
 * The outbox's tables, for a service's own migration. `outbox` is partitioned by day of its UUIDv7, so that
 * settled rows leave by dropping a partition. `outbox_stream` remembers which incarnation of the stream the
 * published rows went to.
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
