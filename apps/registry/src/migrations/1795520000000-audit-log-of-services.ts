import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Entries of other services arrive after the time in their id, so the list needs the time of the insert. Two indexes for its filters. */
export class AuditLogOfServices1795520000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // The first default is one value for all rows that exist: the table is not written again.
    await runner.query('ALTER TABLE audit_log ADD COLUMN stored_at timestamptz NOT NULL DEFAULT now()');
    await runner.query('ALTER TABLE audit_log ALTER COLUMN stored_at SET DEFAULT clock_timestamp()');
    await runner.query('CREATE INDEX audit_log_of_target_kind ON audit_log (workspace_id, target_kind, id)');
    await runner.query('CREATE INDEX audit_log_of_actor ON audit_log (workspace_id, actor_id, id)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX audit_log_of_target_kind, audit_log_of_actor');
    await runner.query('ALTER TABLE audit_log DROP COLUMN stored_at');
  }
}
