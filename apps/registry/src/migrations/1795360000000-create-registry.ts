import { OUTBOX_TABLES } from '@flowforge/outbox/outbox.migration';
import { IDEMPOTENCY_TABLE } from '@flowforge/service-kit/idempotency/idempotency.store';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const TABLES = [
  `CREATE TABLE workspaces (
     id uuid NOT NULL PRIMARY KEY,
     slug text NOT NULL UNIQUE,
     name text NOT NULL,
     revision integer NOT NULL DEFAULT 1,
     created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
     updated_at timestamptz NOT NULL DEFAULT clock_timestamp()
   )`,

  `CREATE TABLE api_keys (
     id uuid NOT NULL PRIMARY KEY,
     workspace_id uuid NOT NULL REFERENCES workspaces (id),
     name text NOT NULL,
     key_hash text NOT NULL UNIQUE CHECK (key_hash ~ '^[0-9a-f]{64}$'),
     prefix text NOT NULL,
     last_four text NOT NULL,
     scopes text[] NOT NULL,
     created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
     revoked_at timestamptz,
     created_xid xid8 NOT NULL DEFAULT pg_current_xact_id()
   )`,
  `CREATE INDEX api_keys_live ON api_keys (workspace_id, id) WHERE revoked_at IS NULL`,

  // The row of a deleted webhook is kept: its id is never used again, and records of delivery still refer to it.
  `CREATE TABLE webhooks (
     id uuid NOT NULL PRIMARY KEY,
     workspace_id uuid NOT NULL REFERENCES workspaces (id),
     name text NOT NULL,
     endpoint text NOT NULL,
     enabled boolean NOT NULL,
     event_types text[] NOT NULL,
     payload_version text NOT NULL,
     header_names text[] NOT NULL,
     headers_sealed text,
     secrets jsonb NOT NULL,
     disabled_reason text CHECK (disabled_reason = 'gone'),
     revision integer NOT NULL,
     created_at timestamptz NOT NULL,
     updated_at timestamptz NOT NULL,
     deleted_at timestamptz,
     created_xid xid8 NOT NULL DEFAULT pg_current_xact_id()
   )`,
  `CREATE INDEX webhooks_live ON webhooks (workspace_id, id) WHERE deleted_at IS NULL`,

  `CREATE TABLE assignments (
     id uuid NOT NULL PRIMARY KEY,
     workspace_id uuid NOT NULL REFERENCES workspaces (id),
     webhook_id uuid NOT NULL REFERENCES webhooks (id),
     source_kind text NOT NULL CHECK (source_kind IN ('assistant', 'form')),
     source_id uuid NOT NULL,
     event_types text[] NOT NULL,
     revision integer NOT NULL,
     valid_from timestamptz NOT NULL,
     valid_to timestamptz CHECK (valid_to >= valid_from),
     created_xid xid8 NOT NULL DEFAULT pg_current_xact_id()
   )`,
  `CREATE UNIQUE INDEX assignments_once ON assignments (webhook_id, source_kind, source_id) WHERE valid_to IS NULL`,
  `CREATE INDEX assignments_live ON assignments (workspace_id, id) WHERE valid_to IS NULL`,
  `CREATE INDEX assignments_of_source ON assignments (workspace_id, source_id, id) WHERE valid_to IS NULL`,
  `CREATE INDEX assignments_of_webhook ON assignments (workspace_id, webhook_id, id) WHERE valid_to IS NULL`,
];

/** Creates the first version of the registry's schema. */
export class CreateRegistry1795360000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [...TABLES, ...OUTBOX_TABLES, ...IDEMPOTENCY_TABLE])
      await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'DROP TABLE assignments, webhooks, api_keys, workspaces, outbox, outbox_stream, idempotency_keys',
    );
  }
}
