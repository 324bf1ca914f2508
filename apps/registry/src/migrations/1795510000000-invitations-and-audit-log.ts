import type { MigrationInterface, QueryRunner } from 'typeorm';

const TABLES = [
  `CREATE TABLE invitations (
     id uuid NOT NULL PRIMARY KEY,
     workspace_id uuid NOT NULL REFERENCES workspaces (id),
     email text NOT NULL CHECK (email = lower(email)),
     role text NOT NULL CHECK (role IN ('owner', 'editor', 'viewer')),
     token_hash text NOT NULL UNIQUE CHECK (token_hash ~ '^[0-9a-f]{64}$'),
     invited_by text NOT NULL,
     created_at timestamptz NOT NULL,
     expires_at timestamptz NOT NULL,
     created_xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
     UNIQUE (workspace_id, email)
   )`,
  `CREATE INDEX invitations_of_workspace ON invitations (workspace_id, id)`,
  `CREATE INDEX invitations_expire ON invitations (expires_at)`,

  `CREATE TABLE password_resets (
     user_id uuid NOT NULL PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
     workspace_id uuid NOT NULL REFERENCES workspaces (id),
     token_hash text NOT NULL UNIQUE CHECK (token_hash ~ '^[0-9a-f]{64}$'),
     created_by text NOT NULL,
     created_at timestamptz NOT NULL,
     expires_at timestamptz NOT NULL
   )`,
  `CREATE INDEX password_resets_expire ON password_resets (expires_at)`,

  `CREATE TABLE setup_tokens (
     token_hash text NOT NULL PRIMARY KEY CHECK (token_hash ~ '^[0-9a-f]{64}$'),
     created_at timestamptz NOT NULL,
     expires_at timestamptz NOT NULL
   )`,

  // Names are kept as they were: an actor or a target may be deleted later. There is no foreign key for the same reason.
  `CREATE TABLE audit_log (
     id uuid NOT NULL PRIMARY KEY,
     workspace_id uuid NOT NULL,
     actor_kind text NOT NULL,
     actor_id uuid,
     actor_name text,
     action text NOT NULL,
     target_kind text NOT NULL,
     target_id uuid NOT NULL,
     target_name text,
     changes jsonb NOT NULL,
     address text,
     created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
     created_xid xid8 NOT NULL DEFAULT pg_current_xact_id()
   )`,
  `CREATE INDEX audit_log_of_workspace ON audit_log (workspace_id, id)`,
];

/** Invitations, links that reset a password, tokens for the first sign-up, and the log of who changed what. */
export class InvitationsAndAuditLog1795510000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of TABLES) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE audit_log, setup_tokens, password_resets, invitations');
  }
}
