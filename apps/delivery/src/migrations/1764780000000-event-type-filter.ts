import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Finds the deliveries of an event type that is rare in its workspace. A Bloom filter for each 16 pages says which pages cannot have one. It
 * takes about one byte for each row, and a write costs almost nothing. Deliveries of a type that is not rare are found by the index of the list.
 */
export class EventTypeFilter1764780000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE INDEX deliveries_event_type ON deliveries USING brin ((workspace_id::text || event_type) text_bloom_ops)
         WITH (pages_per_range = 16, autosummarize = on)`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX deliveries_event_type');
  }
}
