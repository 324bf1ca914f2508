import type { DataSource, EntityManager } from 'typeorm';

/** A value that the driver turns into a bound parameter. */
export type SqlValue = string | number | boolean | Date | Buffer | null | readonly SqlValue[];

/**
 * One transaction on behalf of one workspace. `workspaceId` is the tenant of every statement in it; it is also
 * set as `flowforge.workspace_id` in the session, which row-level security policies read.
 */
export interface WorkspaceTransaction {
  readonly workspaceId: string;
  readonly manager: EntityManager;
  /** Runs one statement and returns its rows. */
  query<Row>(sql: string, parameters?: readonly SqlValue[]): Promise<Row[]>;
  /** The database's clock now, after whatever locks are held, as RFC 3339 UTC with microseconds. */
  clock(): Promise<string>;
  /**
   * Runs `effect` once the transaction has committed and its connection is free again, and never if it rolls back. What it
   * returns is awaited before the caller goes on.
   */
  afterCommit(effect: () => void | Promise<void>): void;
}

/** SQL that yields the clock as fixed-width RFC 3339 UTC with microseconds. */
export const CLOCK_SQL = `to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;

/** SQL that renders a timestamptz expression as fixed-width RFC 3339 UTC with microseconds. */
export function instantSql(expression: string): string {
  return `to_char(${expression} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;
}

/**
 * Rows of a raw statement. TypeORM answers `[rows, count]` to UPDATE and DELETE and plain rows to the rest;
 * this is the one place that knows.
 */
export function rowsOf<Row>(result: unknown): Row[] {
  if (
    Array.isArray(result) &&
    result.length === 2 &&
    Array.isArray(result[0]) &&
    typeof result[1] === 'number'
  ) {
    return result[0];
  }
  return Array.isArray(result) ? result : [];
}

/** The one place where the workspace of a statement is set: the first of the two walls between tenants. */
export class WorkspaceDatabase {
  constructor(readonly dataSource: DataSource) {}

  /**
   * Runs `work` in one transaction scoped to `workspaceId`; commits when it resolves, rolls back when it throws.
   */
  async transaction<T>(workspaceId: string, work: (tx: WorkspaceTransaction) => Promise<T>): Promise<T> {
    const effects: (() => void | Promise<void>)[] = [];
    const result = await this.run(workspaceId, work, effects);
    for (const effect of effects) await effect();
    return result;
  }

  private async run<T>(
    workspaceId: string,
    work: (tx: WorkspaceTransaction) => Promise<T>,
    effects: (() => void | Promise<void>)[],
  ): Promise<T> {
    const runner = this.dataSource.createQueryRunner();
    try {
      await runner.connect();
      await runner.startTransaction();
      try {
        await runner.query(`SELECT set_config('flowforge.workspace_id', $1, true)`, [workspaceId]);
        const query = async <Row>(sql: string, parameters: readonly SqlValue[] = []): Promise<Row[]> =>
          rowsOf<Row>(await runner.query(sql, [...parameters]));
        const result = await work({
          workspaceId,
          manager: runner.manager,
          query,
          clock: async () => {
            const [row] = await query<{ now: string }>(`SELECT ${CLOCK_SQL} AS now`);
            if (!row) throw new Error('the clock answered no row');
            return row.now;
          },
          afterCommit: (effect) => effects.push(effect),
        });
        await runner.commitTransaction();
        return result;
      } catch (error) {
        // A broken connection cannot roll back; the server has done so already.
        if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => undefined);
        throw error;
      }
    } finally {
      await runner.release();
    }
  }
}
