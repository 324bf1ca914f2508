import { buildIndex } from '@flowforge/postgres/build-index';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const INDEXES = [['audit_log_of_target', 'ON audit_log (workspace_id, target_id, id)']] as const;

/** An index for the filter `target_id` of the audit log. Entries are added while it is built. */
export class TargetOfAuditEntries1795550000000 implements MigrationInterface {
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    for (const [name, definition] of INDEXES) await buildIndex(runner, name, definition);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX ${INDEXES.map(([name]) => name).join(', ')}`);
  }
}
