import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Times of the routing are integer microseconds, because they are compared with a margin. `due_at` is the time of the next attempt,
 * or the end of the lease while an attempt runs; null when the status is final.
 */
export class CreateDelivery1764000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [
      `CREATE TABLE routing_head (one boolean PRIMARY KEY DEFAULT true CHECK (one), revision bigint NOT NULL)`,
      `INSERT INTO routing_head (revision) VALUES (0)`,
      `CREATE TABLE webhook_revisions (
         webhook_id uuid NOT NULL,
         revision integer NOT NULL,
         workspace_id uuid NOT NULL,
         valid_from bigint NOT NULL,
         enabled boolean NOT NULL,
         deleted boolean NOT NULL,
         event_types text[] NOT NULL,
         payload_version text NOT NULL,
         endpoint text NOT NULL,
         headers_sealed text,
         secrets json NOT NULL,
         applied_in bigint NOT NULL,
         PRIMARY KEY (webhook_id, revision)
       )`,
      `CREATE INDEX webhook_revisions_applied ON webhook_revisions (applied_in)`,
      `CREATE TABLE assignments (
         assignment_id uuid NOT NULL PRIMARY KEY,
         revision integer NOT NULL,
         workspace_id uuid NOT NULL,
         webhook_id uuid NOT NULL,
         source_kind text NOT NULL,
         source_id uuid NOT NULL,
         event_types text[] NOT NULL,
         valid_from bigint NOT NULL,
         valid_to bigint,
         applied_in bigint NOT NULL
       )`,
      `CREATE INDEX assignments_applied ON assignments (applied_in)`,
      `CREATE INDEX webhook_revisions_workspace ON webhook_revisions (workspace_id)`,
      `CREATE INDEX assignments_workspace ON assignments (workspace_id)`,
      `CREATE TABLE events (
         event_id uuid NOT NULL PRIMARY KEY,
         workspace_id uuid NOT NULL,
         type text NOT NULL,
         conversation_id uuid NOT NULL,
         conversation_seq integer NOT NULL,
         assistant_id uuid NOT NULL,
         form_id uuid,
         committed_at bigint NOT NULL,
         payload bytea NOT NULL,
         received_at timestamptz NOT NULL DEFAULT clock_timestamp()
       ) PARTITION BY RANGE (event_id)`,
      `CREATE TABLE events_default PARTITION OF events DEFAULT`,
      `CREATE TABLE deliveries (
         event_id uuid NOT NULL,
         webhook_id uuid NOT NULL,
         id uuid NOT NULL,
         workspace_id uuid NOT NULL,
         conversation_id uuid NOT NULL,
         event_type text NOT NULL,
         payload_version text NOT NULL,
         status text NOT NULL CHECK (status IN ('pending', 'in_flight', 'delivered', 'failed', 'skipped')),
         attempts integer NOT NULL,
         retries integer NOT NULL,
         due_at timestamptz,
         lease_id uuid,
         body_hash bytea,
         last_outcome text,
         created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
         finished_at timestamptz,
         created_xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
         PRIMARY KEY (event_id, webhook_id),
         CHECK ((due_at IS NULL) = (status IN ('delivered', 'failed', 'skipped')))
       ) PARTITION BY RANGE (event_id)`,
      `CREATE TABLE deliveries_default PARTITION OF deliveries DEFAULT`,
      `CREATE INDEX deliveries_list ON deliveries (workspace_id, id)`,
      `CREATE INDEX deliveries_due ON deliveries (due_at) WHERE due_at IS NOT NULL`,
      `CREATE TABLE attempts (
         event_id uuid NOT NULL,
         webhook_id uuid NOT NULL,
         attempt integer NOT NULL,
         workspace_id uuid NOT NULL,
         started_at timestamptz NOT NULL,
         duration_ms integer NOT NULL,
         outcome text NOT NULL,
         status_code integer,
         detail text,
         response_excerpt bytea,
         PRIMARY KEY (event_id, webhook_id, attempt)
       ) PARTITION BY RANGE (event_id)`,
      `CREATE TABLE attempts_default PARTITION OF attempts DEFAULT`,
    ]) {
      await runner.query(statement);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'DROP TABLE attempts, deliveries, events, assignments, webhook_revisions, routing_head CASCADE',
    );
  }
}
