import { OUTBOX_LEASES, OUTBOX_LEASES_UNDO } from '@flowforge/outbox/outbox.migration';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The outbox's relays claim messages with a lease. The release before this one keeps running beside it. */
export class OutboxLeases1795460000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of OUTBOX_LEASES) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of OUTBOX_LEASES_UNDO) await runner.query(statement);
  }
}
