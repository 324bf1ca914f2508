import 'reflect-metadata';
import pg from 'pg';
import { DataSource, type EntitySchema } from 'typeorm';

/** How a service reaches its own schema. */
export interface DataSourceSettings {
  /** `postgres://` address with the service's own role. */
  url: string;
  /** The schema that the role owns; also the search path. */
  schema: string;
  /** Shown in `pg_stat_activity`. */
  applicationName: string;
  /** TypeORM entity classes of the service. */
  entities?: (new () => object)[] | EntitySchema[];
  /** Upper bound of open connections of this process. */
  poolSize?: number;
  /** A statement that runs longer is ended by the server, in milliseconds. */
  statementTimeoutMs?: number;
}

/** A transaction that idles longer than this is ended by the server; it bounds how late a row may commit. */
export const TRANSACTION_IDLE_LIMIT_MS = 20_000;

/**
 * A pool that takes no connection back in the middle of something. pg stops waiting for an overdue answer, yet the statement and its
 * transaction live on: kept, they would be committed with the work of whoever gets the connection next.
 */
class CleanPool extends pg.Pool {
  constructor(config?: pg.PoolConfig) {
    super(config);
    // Between the pool and TypeORM nobody listens for a moment. Without a listener, an error in that moment (the server ends the
    // connection) would end the process. The next query on the client fails, and the pool then drops it.
    this.on('connect', (client) => client.on('error', () => undefined));
    this.on('release', (_error, client) => {
      const ready: unknown = Reflect.get(client, 'readyForQuery');
      if (ready === true && client.getTransactionStatus() === 'I') return;
      // The pool drops what is ending; the server rolls back.
      void client.end().catch(() => undefined);
    });
  }
}

/** Builds the (not yet connected) TypeORM data source of a service. Every wait on it has a deadline. */
export function createDataSource(settings: DataSourceSettings): DataSource {
  const statementTimeout = settings.statementTimeoutMs ?? 10_000;
  return new DataSource({
    type: 'postgres',
    driver: { ...pg, Pool: CleanPool },
    url: settings.url,
    schema: settings.schema,
    applicationName: settings.applicationName,
    entities: settings.entities ?? [],
    synchronize: false,
    logging: false,
    poolSize: settings.poolSize ?? 20,
    connectTimeoutMS: 5_000,
    poolErrorHandler: () => undefined,
    extra: {
      options: `-c search_path=${settings.schema} -c synchronous_commit=on -c TimeZone=UTC`,
      statement_timeout: statementTimeout,
      query_timeout: statementTimeout + 2_000,
      idle_in_transaction_session_timeout: TRANSACTION_IDLE_LIMIT_MS,
      keepAlive: true,
      idleTimeoutMillis: 30_000,
    },
  });
}
