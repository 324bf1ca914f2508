import type { MigrationInterface, QueryRunner } from 'typeorm';

const TABLES = [
  // An account of a person. It belongs to no workspace: memberships say where it is used.
  `CREATE TABLE users (
     id uuid NOT NULL PRIMARY KEY,
     email text NOT NULL UNIQUE CHECK (email = lower(email)),
     name text NOT NULL,
     password_hash text NOT NULL,
     created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
     updated_at timestamptz NOT NULL DEFAULT clock_timestamp()
   )`,

  `CREATE TABLE memberships (
     id uuid NOT NULL PRIMARY KEY,
     workspace_id uuid NOT NULL REFERENCES workspaces (id),
     user_id uuid NOT NULL REFERENCES users (id),
     role text NOT NULL CHECK (role IN ('owner', 'editor', 'viewer')),
     created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
     created_xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
     UNIQUE (workspace_id, user_id)
   )`,
  `CREATE INDEX memberships_of_workspace ON memberships (workspace_id, id)`,
  `CREATE INDEX memberships_of_user ON memberships (user_id, id)`,

  // A row is deleted when the session ends. A member that is removed has no sessions left, so the key cascades.
  `CREATE TABLE sessions (
     id uuid NOT NULL PRIMARY KEY,
     workspace_id uuid NOT NULL,
     user_id uuid NOT NULL,
     token_hash text NOT NULL UNIQUE CHECK (token_hash ~ '^[0-9a-f]{64}$'),
     address text NOT NULL,
     user_agent text,
     created_at timestamptz NOT NULL,
     last_used_at timestamptz NOT NULL,
     expires_at timestamptz NOT NULL,
     FOREIGN KEY (workspace_id, user_id) REFERENCES memberships (workspace_id, user_id) ON DELETE CASCADE
   )`,
  `CREATE INDEX sessions_of_user ON sessions (user_id, last_used_at)`,
  `CREATE INDEX sessions_of_member ON sessions (workspace_id, user_id)`,
  `CREATE INDEX sessions_last_used ON sessions (last_used_at)`,

  // Tries to sign in, by the hash of an account or of a network of clients. A row is deleted when its window is over.
  `CREATE TABLE sign_in_tries (
     key text NOT NULL PRIMARY KEY,
     tries integer NOT NULL,
     window_ends_at timestamptz NOT NULL
   )`,
  `CREATE INDEX sign_in_tries_window ON sign_in_tries (window_ends_at)`,
];

/** Users with a role in each workspace, and their sessions. */
export class Accounts1795500000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of TABLES) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE sign_in_tries, sessions, memberships, users');
  }
}
