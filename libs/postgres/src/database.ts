import type { Client } from 'pg';
import type { DataSource, EntityManager } from 'typeorm';
import { DEFAULT_POOL_SIZE } from './data-source.js';
import type { PreparedStatement } from './prepared-statement.js';
import { isUnusableStatement } from './sql-state.js';

/** A value that the driver turns into a bound parameter. */
export type SqlValue = string | number | boolean | Date | Buffer | null | readonly SqlValue[];

/** One open transaction. */
export interface Transaction {
  readonly manager: EntityManager;
  /** Runs one statement and returns its rows. */
  query<Row>(sql: string, parameters?: readonly SqlValue[]): Promise<Row[]>;
  /**
   * Runs a prepared statement and returns its rows. If the connection cannot run it any more, this fails, and the connection is closed
   * after the transaction. The next transaction then gets another one.
   */
  queryPrepared<Row>(statement: PreparedStatement, parameters: readonly SqlValue[]): Promise<Row[]>;
  /** The current time of the database, not that of the transaction's start, as RFC 3339 UTC with microseconds. */
  clock(): Promise<string>;
  /**
   * Runs `effect` after the commit, when the connection is back in the pool; never after a rollback. The caller of `transaction`
   * waits for the promise that it returns.
   */
  afterCommit(effect: () => void | Promise<void>): void;
  /**
   * Runs `wait` after all effects of `afterCommit`, before `transaction` returns; never after a rollback. For waiting on the result
   * of effects, such as a publication: as an effect itself, a wait would delay the effects behind it.
   */
  beforeReturn(wait: () => Promise<void>): void;
}

/** Isolation level of a transaction; the default is `READ COMMITTED`. */
export type Isolation = 'READ COMMITTED' | 'REPEATABLE READ' | 'SERIALIZABLE';

/** SQL that yields the clock as fixed-width RFC 3339 UTC with microseconds. */
export const CLOCK_SQL = `to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;

/** SQL that renders a timestamptz expression as fixed-width RFC 3339 UTC with microseconds. */
export function instantSql(expression: string): string {
  return `to_char(${expression} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;
}

/** The rows of a raw statement. TypeORM returns `[rows, count]` for UPDATE and DELETE, and only rows for other statements. */
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

/**
 * A service's own schema, for work that is not limited to one workspace. Work for one workspace goes through
 * `WorkspaceDatabase`.
 */
export class Database {
  constructor(readonly dataSource: DataSource) {}

  /** Maximum number of connections of this process. */
  get poolSize(): number {
    return this.dataSource.options.poolSize ?? DEFAULT_POOL_SIZE;
  }

  /** Runs one statement, committed on its own, and returns its rows. */
  async query<Row>(sql: string, parameters: readonly SqlValue[] = []): Promise<Row[]> {
    return rowsOf<Row>(await this.dataSource.query(sql, [...parameters]));
  }

  /** Runs `work` in one transaction: commits when it resolves, rolls back when it rejects, and returns its result. */
  async transaction<T>(work: (tx: Transaction) => Promise<T>, isolation?: Isolation): Promise<T> {
    const effects: (() => void | Promise<void>)[] = [];
    const waits: (() => Promise<void>)[] = [];
    const result = await this.run(work, isolation, effects, waits);
    for (const effect of [...effects, ...waits]) await effect();
    return result;
  }

  private async run<T>(
    work: (tx: Transaction) => Promise<T>,
    isolation: Isolation | undefined,
    effects: (() => void | Promise<void>)[],
    waits: (() => Promise<void>)[],
  ): Promise<T> {
    const runner = this.dataSource.createQueryRunner();
    try {
      // The type of TypeORM is `any`. It has no call for a prepared statement.
      const connection: Client = await runner.connect();
      await runner.startTransaction(isolation);
      let isReusable = true;
      try {
        const query = async <Row>(sql: string, parameters: readonly SqlValue[] = []): Promise<Row[]> =>
          rowsOf<Row>(await runner.query(sql, [...parameters]));
        const result = await work({
          manager: runner.manager,
          query,
          queryPrepared: async <Row>(
            statement: PreparedStatement,
            parameters: readonly SqlValue[],
          ): Promise<Row[]> => {
            try {
              const { rows } = await connection.query({ ...statement, values: [...parameters] });
              return rowsOf<Row>(rows);
            } catch (error) {
              isReusable &&= !isUnusableStatement(error);
              throw error;
            }
          },
          clock: async () => {
            const [row] = await query<{ now: string }>(`SELECT ${CLOCK_SQL} AS now`);
            if (!row) throw new Error('the clock returned no row');
            return row.now;
          },
          afterCommit: (effect) => effects.push(effect),
          beforeReturn: (wait) => waits.push(wait),
        });
        await runner.commitTransaction();
        return result;
      } catch (error) {
        // On a broken connection the rollback fails, and the server has already rolled back.
        if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => undefined);
        throw error;
      } finally {
        // The pool drops a connection that is closing. Nobody waits until it is closed.
        if (!isReusable) void connection.end().catch(() => undefined);
      }
    } finally {
      await runner.release();
    }
  }
}
