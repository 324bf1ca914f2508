/** What the users of a service have done and the registry has not stored yet. Its rows are few, and live for a second. */
export const AUDIT_OUTBOX = [
  `CREATE TABLE audit_outbox (
     id uuid NOT NULL PRIMARY KEY,
     workspace_id uuid NOT NULL,
     entry jsonb NOT NULL,
     due_at timestamptz NOT NULL DEFAULT statement_timestamp(),
     tries integer NOT NULL DEFAULT 0
   )`,
  `CREATE INDEX audit_outbox_due ON audit_outbox (due_at)`,
] as const;
