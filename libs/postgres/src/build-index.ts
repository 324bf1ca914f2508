import type { QueryRunner } from 'typeorm';

/**
 * Builds an index while others write to the table. For a migration with `transaction = false`. A build that failed leaves an index that
 * is not valid: the next try replaces it. Not for a partitioned table: Postgres builds only indexes of its partitions in this way.
 *
 * @param definition what follows the name, such as `ON messages (workspace_id, id)`
 */
export async function buildIndex(
  runner: Pick<QueryRunner, 'query'>,
  name: string,
  definition: string,
): Promise<void> {
  await runner.query(`DROP INDEX CONCURRENTLY IF EXISTS ${name}`);
  await runner.query(`CREATE INDEX CONCURRENTLY ${name} ${definition}`);
}
