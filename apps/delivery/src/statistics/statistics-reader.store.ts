import type { WorkspaceDatabase, WorkspaceTransaction } from '@flowforge/postgres/workspace-database';
import { ATTEMPT, EVENT, LATENCY } from './counters.js';
import { WHOLE_WORKSPACE } from './statistics.store.js';

/** A time span to read, in whole buckets of UTC. */
export interface StatisticsQuery {
  from: Date;
  to: Date;
  bucket: 'hour' | 'day';
  /** Only these webhooks; undefined for all of the workspace. */
  webhookIds: readonly string[] | undefined;
}

/** Counts by the start of the bucket in Unix milliseconds, and by counter. */
export type CountedBuckets = Map<number, Map<string, number>>;

/** Without a choice of webhooks: so many with the most failed attempts, and so many of the slowest. */
export const RANKED = 10;

const SPAN = 'workspace_id = $1 AND hour >= $2 AND hour < $3';

/** The whole workspace. Its events are counted once for it, everything else by webhook. */
const OF_WORKSPACE = `
  SELECT date_trunc($4, hour, 'UTC') AS start, counter, sum(value)::float8 AS value FROM statistics
   WHERE ${SPAN} AND (webhook_id = '${WHOLE_WORKSPACE}') = (counter = '${EVENT}')
   GROUP BY 1, 2`;

/** The primary key finds the rows of each hour by their webhook, so no others are read. */
const OF_WEBHOOKS = `
  SELECT webhook_id, date_trunc($4, hour, 'UTC') AS start, counter, sum(value)::float8 AS value FROM statistics
   WHERE ${SPAN} AND webhook_id = ANY($5::uuid[])
   GROUP BY 1, 2, 3`;

/** The webhooks with the most failed attempts, and those whose 95 % of deliveries took the longest time. */
const RANK = `
  WITH counted AS MATERIALIZED (
    SELECT webhook_id, counter, sum(value) AS value FROM statistics
     WHERE ${SPAN} AND webhook_id <> '${WHOLE_WORKSPACE}'
       AND (counter LIKE '${ATTEMPT}%' AND counter <> '${ATTEMPT}delivered' OR counter LIKE '${LATENCY}%')
     GROUP BY 1, 2),
  failing AS (
    SELECT webhook_id FROM counted WHERE counter LIKE '${ATTEMPT}%'
     GROUP BY 1 ORDER BY sum(value) DESC, webhook_id LIMIT ${RANKED}),
  latency AS (
    SELECT webhook_id, bucket, value, sum(value) OVER (PARTITION BY webhook_id) AS total,
           sum(value) OVER (PARTITION BY webhook_id ORDER BY bucket) AS up_to
      FROM (SELECT webhook_id, split_part(counter, ':', 2)::int AS bucket, value FROM counted
             WHERE counter LIKE '${LATENCY}%') AS counted),
  slowest AS (
    SELECT webhook_id FROM latency WHERE up_to >= total * 0.95
     GROUP BY 1 ORDER BY min(bucket) DESC, webhook_id LIMIT ${RANKED})
  SELECT webhook_id FROM failing UNION SELECT webhook_id FROM slowest`;

interface CountedRow {
  start: Date;
  counter: string;
  value: number;
}

/** Reads one workspace's statistics. */
export class StatisticsReader {
  constructor(private readonly database: WorkspaceDatabase) {}

  /** The sums of all processes. */
  async read(workspaceId: string, query: StatisticsQuery): Promise<CountedBuckets> {
    const { webhookIds } = query;
    const rows = await this.database.transaction(workspaceId, (tx) =>
      webhookIds === undefined
        ? tx.query<CountedRow>(OF_WORKSPACE, [...spanOf(tx, query), query.bucket])
        : readWebhooks(tx, query, webhookIds),
    );
    const counted: CountedBuckets = new Map();
    for (const row of rows) add(counted, row);
    return counted;
  }

  /**
   * The sums by webhook. Without `webhookIds`: the 10 webhooks with the most failed attempts, and the 10 slowest ones. A webhook of which
   * nothing was counted is missing.
   */
  async readByWebhook(workspaceId: string, query: StatisticsQuery): Promise<Map<string, CountedBuckets>> {
    const rows = await this.database.transaction(workspaceId, async (tx) =>
      readWebhooks(tx, query, query.webhookIds ?? (await rankedIds(tx, query))),
    );
    const byWebhook = new Map<string, CountedBuckets>();
    for (const row of rows) {
      const counted: CountedBuckets = byWebhook.get(row.webhook_id) ?? new Map();
      byWebhook.set(row.webhook_id, add(counted, row));
    }
    return byWebhook;
  }
}

function spanOf(tx: WorkspaceTransaction, { from, to }: StatisticsQuery): [string, Date, Date] {
  return [tx.workspaceId, from, to];
}

async function readWebhooks(
  tx: WorkspaceTransaction,
  query: StatisticsQuery,
  webhookIds: readonly string[],
): Promise<(CountedRow & { webhook_id: string })[]> {
  return tx.query(OF_WEBHOOKS, [...spanOf(tx, query), query.bucket, [...webhookIds]]);
}

async function rankedIds(tx: WorkspaceTransaction, query: StatisticsQuery): Promise<string[]> {
  const rows = await tx.query<{ webhook_id: string }>(RANK, spanOf(tx, query));
  return rows.map(({ webhook_id }) => webhook_id);
}

function add(counted: CountedBuckets, { start, counter, value }: CountedRow): CountedBuckets {
  const counters = counted.get(start.getTime()) ?? new Map<string, number>();
  counters.set(counter, (counters.get(counter) ?? 0) + value);
  return counted.set(start.getTime(), counters);
}
