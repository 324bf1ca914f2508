import { IDEMPOTENCY_TABLE } from '@flowforge/service-kit/idempotency/idempotency.store';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Stored answers of requests with an `Idempotency-Key`. */
export class IdempotencyKeys1764630000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of IDEMPOTENCY_TABLE) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE idempotency_keys');
  }
}
