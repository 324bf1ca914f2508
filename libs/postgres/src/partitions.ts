import type { DataSource } from 'typeorm';

const DAY_MS = 86_400_000;

/** The smallest UUIDv7 of an instant: 48 bits of Unix milliseconds, then zeros (RFC 9562 §5.7). */
export function uuidLowerBound(unixMs: number): string {
  const hex = Math.max(0, Math.trunc(unixMs)).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-0000-0000-000000000000`;
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

/**
 * Creates the daily partitions of `table` from yesterday to `daysAhead` days from `nowMs`, where they are missing. Idempotent
 * and safe from many processes: an advisory lock lets one in at a time. Ids outside every range land in the
 * table's default partition, so a missed run loses nothing.
 */
export async function ensureDailyPartitions(
  dataSource: DataSource,
  table: string,
  nowMs: number,
  daysAhead: number,
): Promise<void> {
  await dataSource.transaction(async (manager) => {
    await manager.query('SELECT pg_advisory_xact_lock(hashtext($1))', [`flowforge.partitions.${table}`]);
    for (let day = -1; day <= daysAhead; day += 1) {
      const { suffix, from, to } = dailyPartition(nowMs + day * DAY_MS);
      // Rows of that day that came before their partition are in the default one and keep it from being made: they stay
      // there, and must not keep the later days from having theirs.
      await manager.query(
        `DO $$ BEGIN
           CREATE TABLE IF NOT EXISTS ${table}_${suffix} PARTITION OF ${table} FOR VALUES FROM ('${from}') TO ('${to}');
         EXCEPTION WHEN check_violation THEN NULL;
         END $$`,
      );
    }
  });
}

/**
 * Drops the daily partitions of `table` that end before `beforeMs` and hold no row for which `busy` (a SQL
 * condition) is true: retention never removes work that is left.
 *
 * @returns the names of the dropped partitions
 */
export async function dropDailyPartitions(
  dataSource: DataSource,
  table: string,
  beforeMs: number,
  busy: string,
): Promise<string[]> {
  const limit = dailyPartition(beforeMs).suffix;
  const dropped: string[] = [];
  await dataSource.transaction(async (manager) => {
    await manager.query('SELECT pg_advisory_xact_lock(hashtext($1))', [`flowforge.partitions.${table}`]);
    const partitions: { name: string }[] = await manager.query(
      `SELECT child.relname AS name FROM pg_inherits
         JOIN pg_class child ON child.oid = inhrelid
        WHERE inhparent = $1::regclass ORDER BY 1`,
      [table],
    );
    for (const { name } of partitions) {
      const suffix = name.slice(table.length + 1);
      if (!/^\d{8}$/.test(suffix) || suffix >= limit) continue;
      const left: { busy: boolean }[] = await manager.query(
        `SELECT EXISTS (SELECT FROM ${name} WHERE ${busy}) AS busy`,
      );
      if (left[0]?.busy) continue;
      await manager.query(`DROP TABLE ${name}`);
      dropped.push(name);
    }
  });
  return dropped;
}
