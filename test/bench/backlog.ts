import { setTimeout as delay } from 'node:timers/promises';
import { newId } from '@flowforge/contracts/ids';
import type { Ordering } from '@flowforge/contracts/routing/webhook-settings';
import { nowMicros } from '@flowforge/delivery/testing';
import { until } from '@flowforge/testing/until';
import {
  type Arrival,
  type Route,
  say,
  sayMachine,
  startDeliverySystem,
  startRecordingEndpoint,
  takeArrivals,
} from './delivery-system.js';
import { StartedParts } from './started-parts.js';
import { cpuTimeOf, withChildren } from './process-cpu.js';

/**
 * A backlog of one webhook, first without and then with an order of conversations: its endpoint answers 503 while the events come, and
 * then works again; each answer takes 1 ms. Prints how fast the queue drains, how many rows are written for each delivery, and how many
 * requests arrive out of the order of their events. The first argument is the number of events.
 */
const EVENTS = Number(process.argv[2] ?? 5_000);
/** Conversations that the events are divided over. */
const CONVERSATIONS = Math.min(100, EVENTS);
const CIRCUIT_RESET_MS = '2000';
const DRAIN_MS = 300_000;

interface Writes {
  table: string;
  inserted: number;
  updated: number;
  hot: number;
}

say('starting Postgres (fsync on), nats-server, a replica of delivery and the endpoint ...');
const parts = new StartedParts();
const [system, endpoint] = await Promise.all([
  startDeliverySystem(parts, 1, { CIRCUIT_RESET_MS }),
  startRecordingEndpoint(parts),
]);

/** What the drain of a backlog used so far: processor time in milliseconds, and transactions. */
async function used(): Promise<{ replica: number; postgres: number; transactions: number }> {
  const timeOf = (pids: readonly number[]): number => {
    const time = cpuTimeOf(pids);
    return time === null ? 0 : time.main + time.other;
  };
  const { rows } = await system.pool.query<{ commits: string }>(
    'SELECT xact_commit AS commits FROM pg_stat_database WHERE datname = current_database()',
  );
  return {
    replica: timeOf(system.replicas.map(({ pid }) => pid)),
    postgres: timeOf(withChildren(system.postgresPid)),
    transactions: Number(rows[0]?.commits),
  };
}

/**
 * Postgres counts what a session writes when the session has been idle for 10 s at the latest (PGSTAT_IDLE_INTERVAL). Before, a part of what
 * one phase writes would be counted in the next one.
 */
const COUNTED_AFTER_MS = 11_000;

/** Rows written since the start, by table. */
async function writes(): Promise<Writes[]> {
  await delay(COUNTED_AFTER_MS);
  const { rows } = await system.pool.query<Writes>(
    `SELECT regexp_replace(relname, '_(default|[0-9]+)$', '') AS table, sum(n_tup_ins)::int AS inserted,
            sum(n_tup_upd)::int AS updated, sum(n_tup_hot_upd)::int AS hot
       FROM pg_stat_user_tables WHERE schemaname = 'delivery' GROUP BY 1`,
  );
  return rows;
}

async function counted(where: string): Promise<number> {
  const { rows } = await system.pool.query<{ n: string }>(
    `SELECT count(*) AS n FROM deliveries WHERE ${where}`,
  );
  return Number(rows[0]?.n);
}

/** Requests that came after one of a later event: of the same webhook, or with an order of the same conversation. */
function countLate(
  arrivals: readonly Arrival[],
  events: readonly PublishedEvent[],
  ordered: boolean,
): number {
  const positions = new Map(events.map(({ id }, index) => [id, index]));
  const highest = new Map<string, number>();
  let late = 0;
  for (const { id } of arrivals) {
    const position = positions.get(id) ?? -1;
    const line = ordered ? (events[position]?.conversationId ?? '') : '';
    const before = highest.get(line) ?? -1;
    if (position < before) late += 1;
    highest.set(line, Math.max(before, position));
  }
  return late;
}

interface PublishedEvent {
  id: string;
  conversationId: string;
}

/** Publishes the events, in turn of all conversations. */
async function publish({ webhook, formId }: Route): Promise<PublishedEvent[]> {
  const conversations = Array.from({ length: CONVERSATIONS }, () => newId());
  const events: PublishedEvent[] = [];
  const firstAt = nowMicros();
  for (let from = 0; from < EVENTS; from += 200) {
    const batch = Array.from({ length: Math.min(200, EVENTS - from) }, async (_, offset) => {
      const index = from + offset;
      const conversation = {
        id: conversations[index % CONVERSATIONS] ?? '',
        seq: Math.floor(index / CONVERSATIONS) + 1,
      };
      const id = await system.fakes.capturedForm(webhook.workspaceId, formId, {
        at: firstAt + index,
        conversation,
      });
      return { id, conversationId: conversation.id };
    });
    events.push(...(await Promise.all(batch)));
  }
  return events;
}

async function drain(ordering: Ordering, barOfWrites: number): Promise<void> {
  const [route] = await system.routes([`${endpoint.url}/switch/${ordering}`], { ordering });
  if (!route) throw new Error('no route');
  const own = `webhook_id = '${route.webhook.webhookId}'`;
  await fetch(`${endpoint.url}/switch/503`, { method: 'PUT' });
  const events = await publish(route);
  await until('all deliveries to be stored', async () => (await counted(own)) === EVENTS, DRAIN_MS);
  const before = await writes();
  const usedBefore = await used();
  await takeArrivals(endpoint);
  await fetch(`${endpoint.url}/switch/200`, { method: 'PUT' });
  await until(
    'all deliveries to be made',
    async () => (await counted(`${own} AND status <> 'delivered'`)) === 0,
    DRAIN_MS,
  );
  const arrivals = await takeArrivals(endpoint);
  const after = await writes();
  const usedAfter = await used();

  const isOrdered = ordering === 'conversation';
  const seconds = ((arrivals.at(-1)?.at ?? 0) - (arrivals[0]?.at ?? 0)) / 1_000;
  say('');
  say(`ordering     ${ordering}${isOrdered ? `, ${CONVERSATIONS} conversations` : ''}`);
  say(
    `drained      ${(arrivals.length / seconds).toFixed(0)} deliveries/s in ${seconds.toFixed(1)} s, from the first success (bar 1000)`,
  );
  const each = (name: 'replica' | 'postgres'): string =>
    `${(((usedAfter[name] - usedBefore[name]) * 1_000) / EVENTS).toFixed(0)} µs`;
  say(`processor    ${each('replica')} of the replica and ${each('postgres')} of Postgres for each delivery`);
  say(
    `transactions ${((usedAfter.transactions - usedBefore.transactions) / EVENTS).toFixed(2)} for each delivery, those of this bench included`,
  );
  let total = 0;
  for (const { table, inserted, updated, hot } of after) {
    const start = before.find((one) => one.table === table);
    const rows = inserted - (start?.inserted ?? 0) + updated - (start?.updated ?? 0);
    if (rows === 0) continue;
    total += rows;
    say(
      `  ${table.padEnd(16)} ${(rows / EVENTS).toFixed(2)} rows written for each delivery, ${updated - (start?.updated ?? 0)} updates of which ${hot - (start?.hot ?? 0)} changed no index`,
    );
  }
  say(`writes       ${(total / EVENTS).toFixed(2)} rows for each delivery (bar ${barOfWrites})`);
  const late = countLate(arrivals, events, isOrdered);
  say(
    `order        ${late} of ${arrivals.length} requests came after a later event's${isOrdered ? ' of their conversation (bar 0)' : ''}`,
  );
}

try {
  await sayMachine(system.pool);
  say(`settings     ${EVENTS} events, 1 webhook, circuit reset ${CIRCUIT_RESET_MS} ms`);
  await drain('none', 3.2);
  await drain('conversation', 4.2);
} finally {
  await parts.stop();
}
