import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Blocks of 8 KiB that one statement reads at most: 64 MiB. */
const BLOCKS_PER_STATEMENT = 8_192;

/** The columns that hold the outcome of an attempt. */
const OUTCOME_COLUMNS = { attempts: 'outcome', deliveries: 'last_outcome' } as const;

/**
 * Attempts that were answered with 410 have the outcome `gone`, which was stored as `aborted`. Each statement commits on its
 * own and reads a bounded range of one partition, so that no row stays locked for long while delivery runs. It may be repeated
 * after a failure. A replica of the older release that still runs stores the old name; reading translates it (attempt.ts).
 */
export class RenameOutcomeGone1764100000000 implements MigrationInterface {
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await renameEverywhere(runner, 'aborted', 'gone');
  }

  async down(runner: QueryRunner): Promise<void> {
    await renameEverywhere(runner, 'gone', 'aborted');
  }
}

async function renameEverywhere(runner: QueryRunner, from: string, to: string): Promise<void> {
  for (const [table, column] of Object.entries(OUTCOME_COLUMNS)) {
    const partitions: { name: string; blocks: string }[] = await runner.query(
      `SELECT inhrelid::regclass::text AS name, pg_relation_size(inhrelid) / current_setting('block_size')::int AS blocks
         FROM pg_inherits WHERE inhparent = $1::regclass ORDER BY inhrelid`,
      [table],
    );
    for (const { name, blocks } of partitions) {
      for (let first = 0; first < Number(blocks); first += BLOCKS_PER_STATEMENT) {
        await runner.query(
          `UPDATE ${name} SET ${column} = $1 WHERE ${column} = $2 AND ctid >= $3::tid AND ctid < $4::tid`,
          [to, from, `(${first},0)`, `(${first + BLOCKS_PER_STATEMENT},0)`],
        );
      }
    }
  }
}
