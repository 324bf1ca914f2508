import type { DataSource } from 'typeorm';
import { Database, type SqlValue } from './database.js';
import { isLockTimeout } from './sql-state.js';

const DAY_MS = 86_400_000;

/** The smallest UUIDv7 of an instant: 48 bits of Unix milliseconds, then zeros (RFC 9562 §5.7). */
export function uuidLowerBound(unixMs: number): string {
  const hex = Math.max(0, Math.trunc(unixMs)).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-0000-0000-000000000000`;
}

/** When a UUIDv7 was made, in Unix milliseconds: its first 48 bits. */
export function uuidTimeMs(id: string): number {
  return Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
}

/** One daily partition: its name suffix `YYYYMMDD` and its half-open range of ids. */
export interface DailyPartition {
  suffix: string;
  from: string;
  to: string;
}

/** The daily partition (UTC) that holds ids minted at `unixMs`. */
export function dailyPartition(unixMs: number): DailyPartition {
  const start = Math.floor(unixMs / DAY_MS) * DAY_MS;
  const suffix = new Date(start).toISOString().slice(0, 10).replaceAll('-', '');
  return { suffix, from: uuidLowerBound(start), to: uuidLowerBound(start + DAY_MS) };
}

/** A day whose partition could not be made or dropped, and why. `error` is there when a statement failed. */
export interface PartitionFailure {
  /** Table name of the partition. */
  name: string;
  /** `locked`: another transaction had locked it; `in_use`: it has unfinished work; `too_many_rows`: too many rows wait in the default partition. */
  reason: 'locked' | 'in_use' | 'too_many_rows' | 'failed';
  error?: unknown;
}

/** A wait for a partition's lock blocks whoever comes after it: it is short, and tried again. */
const LOCK_TIMEOUT_MS = 1_000;
const LOCK_TRIES = 3;
/** Rows of one day that are moved out of the default partition in one transaction, which keeps writers of that day out. */
const MAX_MOVED_ROWS = 20_000;

/**
 * Creates the daily partitions of `table` from yesterday to `daysAhead` days from `nowMs`, where they are missing, and those of the
 * last `keepDays` days that have rows in the default partition; these rows move into them, at most 20,000 a day. Idempotent and safe
 * from many processes. Ids outside every range are in the default partition, so a missed run loses nothing. A new partition gets the
 * storage parameters of the default partition.
 *
 * @returns the partitions that could not be made
 */
export async function ensureDailyPartitions(
  dataSource: DataSource,
  table: string,
  nowMs: number,
  daysAhead: number,
  keepDays = 1,
): Promise<PartitionFailure[]> {
  const failures: PartitionFailure[] = [];
  const existing = new Set((await dailyPartitionsOf(dataSource, table)).map(({ name }) => name));
  const key = await partitionKey(dataSource, table);
  for (let day = -keepDays; day <= daysAhead; day += 1) {
    const partition = dailyPartition(nowMs + day * DAY_MS);
    const name = `${table}_${partition.suffix}`;
    if (existing.has(name)) continue;
    if (day < -1 && !(await hasRows(dataSource, `${table}_default`, key, partition))) continue;
    const failure = await withLockTimeout(dataSource, table, name, (query) =>
      createPartition(query, table, key, partition),
    );
    if (failure) failures.push(failure);
  }
  return failures;
}

/**
 * Drops the daily partitions of all `tables` that end before `beforeMs`, a day in all tables or in none. Retention never removes
 * work that is left: `inUse` yields a query that finds a row when the day is still needed.
 *
 * @returns the names of the dropped partitions, and those that are too old and could not be dropped
 */
export async function dropDailyPartitions(
  dataSource: DataSource,
  tables: readonly string[],
  beforeMs: number,
  inUse: (day: DailyPartition) => string,
): Promise<{ dropped: string[]; notDropped: PartitionFailure[] }> {
  const limit = dailyPartition(beforeMs).suffix;
  const byDay = new Map<string, { day: DailyPartition; names: string[] }>();
  for (const table of tables) {
    for (const { name, day } of await dailyPartitionsOf(dataSource, table)) {
      if (day.suffix >= limit) continue;
      const known = byDay.get(day.suffix) ?? { day, names: [] };
      known.names.push(name);
      byDay.set(day.suffix, known);
    }
  }
  const dropped: string[] = [];
  const notDropped: PartitionFailure[] = [];
  for (const { day, names } of byDay.values()) {
    const name = names.join(', ');
    const failure = await withLockTimeout(dataSource, tables.join('+'), name, async (query) => {
      const [row] = await query<{ busy: boolean }>(`SELECT EXISTS (${inUse(day)}) AS busy`);
      if (row?.busy) return 'in_use';
      await query(`DROP TABLE ${name}`);
      return undefined;
    });
    if (failure) notDropped.push(failure);
    else dropped.push(...names);
  }
  return { dropped, notDropped };
}

/** The rows in a table's default partition (counted up to 100,000), and the first instant of its oldest daily partition. */
export async function measurePartitions(
  dataSource: DataSource,
  table: string,
): Promise<{ defaultRows: number; oldestDayMs: number | null }> {
  const [row]: { count: string }[] = await dataSource.query(
    `SELECT count(*) FROM (SELECT FROM ${table}_default LIMIT 100000) AS bounded`,
  );
  const [oldest] = await dailyPartitionsOf(dataSource, table);
  return { defaultRows: Number(row?.count ?? 0), oldestDayMs: oldest ? startOf(oldest.day.suffix) : null };
}

type Query = <Row>(sql: string, parameters?: readonly SqlValue[]) => Promise<Row[]>;

async function createPartition(
  query: Query,
  table: string,
  key: string,
  { suffix, from, to }: DailyPartition,
): Promise<PartitionFailure['reason'] | undefined> {
  const name = `${table}_${suffix}`;
  const [found] = await query<{ exists: boolean }>('SELECT to_regclass($1) IS NOT NULL AS exists', [name]);
  if (found?.exists) return undefined;
  const range = `${key} >= '${from}' AND ${key} < '${to}'`;
  // Writers wait. One that has chosen the default partition already would otherwise be refused after the attachment.
  await query(`LOCK TABLE ONLY ${table} IN SHARE ROW EXCLUSIVE MODE`);
  const [rows] = await query<{ count: string }>(
    `SELECT count(*) FROM (SELECT FROM ${table}_default WHERE ${range} LIMIT ${MAX_MOVED_ROWS + 1}) AS bounded`,
  );
  if (Number(rows?.count) > MAX_MOVED_ROWS) return 'too_many_rows';
  const [storage] = await query<{ parameters: string[] | null }>(
    'SELECT reloptions AS parameters FROM pg_class WHERE oid = $1::regclass',
    [`${table}_default`],
  );
  const parameters = storage?.parameters?.length ? ` WITH (${storage.parameters.join(', ')})` : '';
  await query(
    `CREATE TABLE ${name} (LIKE ${table} INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING STORAGE)${parameters}`,
  );
  await query(
    `WITH moved AS (DELETE FROM ${table}_default WHERE ${range} RETURNING *) INSERT INTO ${name} SELECT * FROM moved`,
  );
  // Unlike CREATE TABLE … PARTITION OF, this does not block readers of the other partitions.
  await query(`ALTER TABLE ${table} ATTACH PARTITION ${name} FOR VALUES FROM ('${from}') TO ('${to}')`);
  return undefined;
}

/** Runs `work` in a transaction, one process at a time, with a short wait for locks; a wait that ends is tried again. */
async function withLockTimeout(
  dataSource: DataSource,
  lock: string,
  name: string,
  work: (query: Query) => Promise<PartitionFailure['reason'] | undefined>,
): Promise<PartitionFailure | undefined> {
  const database = new Database(dataSource);
  let failure: PartitionFailure | undefined;
  for (let tries = 0; tries < LOCK_TRIES; tries += 1) {
    try {
      const reason = await database.transaction(async ({ query }) => {
        await query(`SET LOCAL lock_timeout = ${LOCK_TIMEOUT_MS}`);
        await query('SELECT pg_advisory_xact_lock(hashtext($1))', [`flowforge.partitions.${lock}`]);
        return work(query);
      });
      return reason && { name, reason };
    } catch (error) {
      const isLocked = isLockTimeout(error);
      failure = { name, reason: isLocked ? 'locked' : 'failed', error };
      if (!isLocked) return failure;
    }
  }
  return failure;
}

/** The daily partitions that `table` has, oldest first. */
async function dailyPartitionsOf(
  dataSource: DataSource,
  table: string,
): Promise<{ name: string; day: DailyPartition }[]> {
  const partitions: { name: string }[] = await dataSource.query(
    `SELECT child.relname AS name FROM pg_inherits
       JOIN pg_class child ON child.oid = inhrelid
      WHERE inhparent = $1::regclass ORDER BY 1`,
    [table],
  );
  return partitions.flatMap(({ name }) => {
    const suffix = name.slice(table.length + 1);
    return /^\d{8}$/.test(suffix) ? [{ name, day: dailyPartition(startOf(suffix)) }] : [];
  });
}

async function partitionKey(dataSource: DataSource, table: string): Promise<string> {
  const [row]: { name: string }[] = await dataSource.query(
    `SELECT attname AS name FROM pg_partitioned_table
       JOIN pg_attribute ON attrelid = partrelid AND attnum = partattrs[0] WHERE partrelid = $1::regclass`,
    [table],
  );
  if (!row) throw new Error(`${table} is not partitioned`);
  return row.name;
}

async function hasRows(
  dataSource: DataSource,
  table: string,
  key: string,
  { from, to }: DailyPartition,
): Promise<boolean> {
  const [row]: { found: boolean }[] = await dataSource.query(
    `SELECT EXISTS (SELECT FROM ${table} WHERE ${key} >= $1 AND ${key} < $2) AS found`,
    [from, to],
  );
  return row?.found === true;
}

function startOf(suffix: string): number {
  return Date.UTC(Number(suffix.slice(0, 4)), Number(suffix.slice(4, 6)) - 1, Number(suffix.slice(6)));
}
