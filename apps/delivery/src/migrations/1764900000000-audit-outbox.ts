import { AUDIT_OUTBOX } from '@flowforge/outbox/audit-outbox.migration';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What users have done, on its way to the audit log of the registry. */
export class AuditOutbox1764900000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of AUDIT_OUTBOX) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE audit_outbox');
  }
}
