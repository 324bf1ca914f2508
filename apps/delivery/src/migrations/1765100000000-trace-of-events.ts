import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The W3C trace context of an event whose trace is sampled: attempts from the queues are linked to it. */
export class TraceOfEvents1765100000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE events ADD COLUMN traceparent text');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE events DROP COLUMN traceparent');
  }
}
