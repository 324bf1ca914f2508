import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeEvent } from '@flowforge/contracts/events/event';
import { newId } from '@flowforge/contracts/ids';
import { DeliveryStore } from '@flowforge/delivery/delivery/delivery.store';
import type { EndedState } from '@flowforge/delivery/delivery/delivery-state';
import { ClaimStore } from '@flowforge/delivery/delivery/claim.store';
import { migrations } from '@flowforge/delivery/migrations';
import { ReplicaStore } from '@flowforge/delivery/replica/replica.store';
import { capturedForm, nowMicros } from '@flowforge/delivery/testing';
import { ensureRoles } from '@flowforge/local-servers/ensure-roles';
import { startPostgres } from '@flowforge/local-servers/postgres';
import { createDataSource } from '@flowforge/postgres/data-source';
import { Database } from '@flowforge/postgres/database';
import { migrate } from '@flowforge/postgres/migrate';
import { ensureDailyPartitions } from '@flowforge/postgres/partitions';
import type { DataSource } from 'typeorm';
import { quantile, say } from './delivery-system.js';
import { StartedParts } from './started-parts.js';

/**
 * What a claim costs: the pages of Postgres that are read for each started delivery. First with one webhook, then with 10,000 webhooks
 * that have two due deliveries each; next to no other waiting deliveries, 300,000 and 1,000,000. The tables are aged: each case starts
 * and ends thousands of deliveries, half of the time while an old transaction keeps their remains. The argument is a part of the full
 * size, 1 by default.
 */
const SCALE = Number(process.argv[2] ?? 1);
const WAITING = [0, 300_000 * SCALE, 1_000_000 * SCALE];
const DUE = 20_000 * SCALE;
const WEBHOOKS = 10_000 * SCALE;
const ROUNDS = 60;
/** Attempts that start at a time for one webhook, as in the default configuration. */
const PER_WEBHOOK = 64;
const NOTHING = { webhookIds: [], workspaceIds: [] };
const PROBE_MS = 25_000;

const parts = new StartedParts();
const folder = await parts.add(mkdtemp(join(tmpdir(), 'flowforge-bench-')), (path) =>
  rm(path, { recursive: true, force: true }),
);
const postgres = await parts.add(startPostgres({ dataFolder: folder, durable: true }), (server) =>
  server.stop(),
);
const urls = await ensureRoles(postgres.url, { delivery: 'bench' });
await migrate({ url: urls.delivery, schema: 'delivery', migrations });
const connect = (): Promise<DataSource> =>
  parts.add(
    createDataSource({
      url: urls.delivery,
      schema: 'delivery',
      applicationName: 'bench',
      poolSize: 1,
    }).initialize(),
    (connected) => connected.destroy(),
  );
// One connection: the counters of a session are complete after a flush in the same session.
const dataSource = await connect();
const holder = await connect();
const database = new Database(dataSource);
const claims = new ClaimStore(database, PROBE_MS, () => null);
const deliveries = new DeliveryStore(database);

const ENDED: EndedState = {
  status: 'delivered',
  attempts: 1,
  retries: 0,
  dueInMs: null,
  heldBy: null,
  bodyHash: null,
  attempt: null,
};
const payload = Buffer.from(encodeEvent(capturedForm(newId(), newId(), nowMicros(), newId())));

/** Rows that one statement adds: more of them can exceed the timeout of a statement. */
const FILL_ROWS = 50_000;

/** Adds waiting deliveries with their events and queues; `due` is SQL. */
async function fill(count: number, webhooks: number, due: string): Promise<void> {
  if (count === 0) return;
  const seed = newId();
  for (let from = 1; from <= count; from += FILL_ROWS)
    await add(from, Math.min(count, from + FILL_ROWS - 1), webhooks, seed, due);
  await database.query('ANALYZE deliveries, webhook_queues, events');
}

async function add(from: number, to: number, webhooks: number, seed: string, due: string): Promise<void> {
  await database.query(
    `WITH made AS MATERIALIZED (
       SELECT n, (lpad(to_hex((extract(epoch FROM clock_timestamp()) * 1000)::bigint - n % 3600000), 12, '0') || '7000' ||
                  '8' || substr(md5(n::text || random()::text), 1, 15))::uuid AS event_id,
              md5('webhook' || $3::text || (n % $2)::text)::uuid AS webhook_id,
              md5('workspace' || (n % $2 % 50)::text)::uuid AS workspace_id
         FROM generate_series($1::int, $5::int) AS n),
     stored AS (
       INSERT INTO events (event_id, workspace_id, type, conversation_id, conversation_seq, assistant_id, committed_at, routed, payload)
       SELECT event_id, workspace_id, 'captured_form.created', event_id, 1, event_id, 1, true, $4 FROM made),
     queued AS (
       INSERT INTO webhook_queues (webhook_id, workspace_id, next_due_at, oldest_event_id)
       SELECT webhook_id, min(workspace_id::text)::uuid, ${due}, min(event_id::text)::uuid FROM made GROUP BY webhook_id
       ON CONFLICT (webhook_id) DO UPDATE SET next_due_at = excluded.next_due_at, oldest_event_id = least(webhook_queues.oldest_event_id, excluded.oldest_event_id))
     INSERT INTO deliveries (event_id, webhook_id, id, workspace_id, conversation_id, event_type, payload_version, status,
                             attempts, retries, due_at)
     SELECT event_id, webhook_id, gen_random_uuid(), workspace_id, event_id, 'captured_form.created', '2026-05', 'pending',
            1, 1, ${due} + n * interval '1 microsecond' FROM made`,
    [from, webhooks, seed, payload, to],
  );
}

async function pagesRead(): Promise<number> {
  await database.query('SELECT pg_stat_force_next_flush()');
  const [row] = await database.query<{ pages: string }>(
    `SELECT blks_hit + blks_read AS pages FROM pg_stat_database WHERE datname = current_database()`,
  );
  return Number(row?.pages ?? 0);
}

interface Cost {
  pages: number;
  milliseconds: number;
}

/** Claims and ends deliveries; the median cost of a claim for each started delivery. */
async function cost(epoch: number): Promise<Cost> {
  const pages: number[] = [];
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const before = await pagesRead();
    const startedAt = performance.now();
    const { started } = await claims.start(epoch, NOTHING, (due) => due.map(() => PER_WEBHOOK));
    const time = performance.now() - startedAt;
    if (started.length === 0) break;
    pages.push(((await pagesRead()) - before) / started.length);
    times.push(time / started.length);
    await deliveries.writeEnded(
      started.map(
        ({ delivery: { workspaceId, eventId, webhookId, conversationId }, attempts, startedDueAt }) => ({
          workspaceId,
          eventId,
          webhookId,
          heldBy: epoch,
          startedAttempt: attempts + 1,
          startedDueAt,
          conversationId,
          isOrdered: false,
          unusedRateUs: null,
          state: { ...ENDED, attempts: attempts + 1 },
        }),
      ),
    );
  }
  return { pages: quantile(pages, 0.5), milliseconds: quantile(times, 0.5) };
}

try {
  await ensureDailyPartitions(dataSource, 'deliveries', Date.now(), 3, 1);
  await ensureDailyPartitions(dataSource, 'events', Date.now(), 3, 1);
  const [version] = await database.query<{ version: string }>('SELECT version()');
  say(`machine      ${cpus().length} × ${cpus()[0]?.model ?? '?'}, Node ${process.version}`);
  say(`server       ${version?.version.split(' on ')[0] ?? '?'}`);
  const show = ({ pages, milliseconds }: Cost): string =>
    `${pages.toFixed(1)} pages, ${milliseconds.toFixed(3)} ms`;
  for (const waiting of WAITING) {
    await database.query('TRUNCATE events, deliveries, attempts, webhook_queues, replicas');
    const epoch = await new ReplicaStore(database).add(3_600_000);
    await fill(waiting, 100, `now() + interval '2 days'`);
    await fill(DUE, 1, `now() - interval '1 hour'`);
    const one = await cost(epoch);
    const old = holder.createQueryRunner();
    await old.connect();
    await old.startTransaction('REPEATABLE READ');
    await old.query('SELECT count(*) FROM webhook_queues');
    const kept = await cost(epoch);
    await old.rollbackTransaction();
    await old.release();
    await database.query('UPDATE webhook_queues SET next_due_at = NULL WHERE next_due_at < now()');
    await fill(DUE, WEBHOOKS, `now() - interval '1 hour'`);
    const many = await cost(epoch);
    say(
      `${String(waiting).padStart(9)} waiting: one webhook ${show(one)}; with an old transaction ${show(kept)}; ${WEBHOOKS} webhooks ${show(many)}`,
    );
  }
} finally {
  await parts.stop();
}
