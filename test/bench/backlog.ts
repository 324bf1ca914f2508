import { setTimeout as delay } from 'node:timers/promises';
import { nowMicros } from '@flowforge/delivery/testing';
import { until } from '@flowforge/testing/until';
import {
  type Arrival,
  say,
  sayMachine,
  startDeliverySystem,
  startRecordingEndpoint,
  takeArrivals,
} from './delivery-system.js';

/**
 * A backlog of one webhook: its endpoint answers 503 while the events come, and then works again. Prints how fast the queue drains, how
 * many rows are written for each delivery, and how many requests arrive out of the order of their events. The first argument is the
 * number of events.
 */
const EVENTS = Number(process.argv[2] ?? 5_000);
const CIRCUIT_RESET_MS = '2000';
const DRAIN_MS = 300_000;

interface Writes {
  table: string;
  inserted: number;
  updated: number;
  hot: number;
}

say('starting Postgres (fsync on), nats-server, a replica of delivery and the endpoint ...');
const [system, endpoint] = await Promise.all([
  startDeliverySystem(1, { CIRCUIT_RESET_MS }),
  startRecordingEndpoint(),
]);

/** Rows written since the start, by table. */
async function writes(): Promise<Writes[]> {
  // Other sessions report their counts within a second.
  await delay(1_500);
  const { rows } = await system.pool.query<Writes>(
    `SELECT regexp_replace(relname, '_(default|[0-9]+)$', '') AS table, sum(n_tup_ins)::int AS inserted,
            sum(n_tup_upd)::int AS updated, sum(n_tup_hot_upd)::int AS hot
       FROM pg_stat_user_tables WHERE schemaname = 'delivery' GROUP BY 1`,
  );
  return rows;
}

try {
  const [route] = await system.routes([`${endpoint.url}/switch/backlog`]);
  if (!route) throw new Error('no route');
  await fetch(`${endpoint.url}/switch/503`, { method: 'PUT' });
  const ids: string[] = [];
  const firstAt = nowMicros();
  for (let at = 0; at < EVENTS; at += 200) {
    const batch = Array.from({ length: Math.min(200, EVENTS - at) }, (_, index) =>
      system.fakes.capturedForm(route.webhook.workspaceId, route.formId, { at: firstAt + at + index }),
    );
    ids.push(...(await Promise.all(batch)));
  }
  const counted = async (where: string): Promise<number> => {
    const { rows } = await system.pool.query<{ n: string }>(
      `SELECT count(*) AS n FROM deliveries WHERE ${where}`,
    );
    return Number(rows[0]?.n);
  };
  await until('all deliveries to be stored', async () => (await counted('true')) === EVENTS, DRAIN_MS);
  const before = await writes();
  await takeArrivals(endpoint);
  await fetch(`${endpoint.url}/switch/200`, { method: 'PUT' });
  await until(
    'all deliveries to be made',
    async () => (await counted(`status <> 'delivered'`)) === 0,
    DRAIN_MS,
  );
  const arrivals: Arrival[] = await takeArrivals(endpoint);
  const after = await writes();

  const place = new Map(ids.map((id, index) => [id, index]));
  const order = arrivals.map(({ id }) => place.get(id) ?? -1);
  let highest = -1;
  let outOfOrder = 0;
  for (const at of order) {
    if (at < highest) outOfOrder += 1;
    highest = Math.max(highest, at);
  }
  const seconds = ((arrivals.at(-1)?.at ?? 0) - (arrivals[0]?.at ?? 0)) / 1_000;
  say('');
  await sayMachine(system.pool);
  say(`settings     ${EVENTS} events, 1 webhook, circuit reset ${CIRCUIT_RESET_MS} ms`);
  say(
    `drained      ${(arrivals.length / seconds).toFixed(0)} deliveries/s in ${seconds.toFixed(1)} s, from the first success (bar 1000)`,
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
  say(`writes       ${(total / EVENTS).toFixed(2)} rows for each delivery (bar 3.2)`);
  say(`order        ${outOfOrder} of ${arrivals.length} requests came after a later event's`);
} finally {
  await system.stop();
  endpoint.stop();
}
