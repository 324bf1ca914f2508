import { setTimeout as delay } from 'node:timers/promises';
import { nowMicros } from '@flowforge/delivery/testing';
import { until } from '@flowforge/testing/until';
import {
  type DeliverySystem,
  type EndpointProcess,
  quantile,
  type Route,
  say,
  sayMachine,
  startDeliverySystem,
  startRecordingEndpoint,
  takeArrivals,
} from './delivery-system.js';
import { StartedParts } from './started-parts.js';

/**
 * How much endpoints that hang slow other ones down: 10 healthy webhooks get 20 events per second each while 32 webhooks on another
 * origin never answer. 15 events per second go to all 32, which asks for more than three times the attempts that two replicas
 * may run. The latency is from the commit of the event to its arrival. Rounds with and without the hanging webhooks are in turn;
 * medians over the rounds are compared. A third kind of round has four hanging webhooks on the origin of a healthy one.
 *
 * The first argument is the number of rounds, the second `CIRCUIT_RESET_MS`: with 100, circuits hardly protect anything.
 */
const ROUNDS = Number(process.argv[2] ?? 3);
const CIRCUIT_RESET_MS = process.argv[3] ?? '30000';
const SECONDS = 14;
const HANGING = { webhooks: 32, perSecond: 15 };
const HEALTHY = { webhooks: 10, perSecond: 20 };
/** How long the healthy events of a round may need after its end, in milliseconds. */
const PATIENCE_MS = 120_000;

interface Latencies {
  p50: number;
  p99: number;
  max: number;
}

/** Publishes to each route at a rate for the time of a round; calls `published` with each event. */
async function publish(
  system: DeliverySystem,
  routes: readonly Route[],
  perSecond: number,
  published: (id: string, committedAt: number) => void,
): Promise<void> {
  const startedAt = performance.now();
  const pending: Promise<void>[] = [];
  for (let tick = 0; tick < SECONDS * perSecond; tick += 1) {
    await delay(Math.max(0, startedAt + (tick * 1_000) / perSecond - performance.now()));
    for (const { webhook, formId } of routes) {
      const at = nowMicros();
      pending.push(
        system.fakes
          .capturedForm(webhook.workspaceId, formId, { at })
          .then((id) => published(id, at / 1_000)),
      );
    }
  }
  await Promise.all(pending);
}

async function round(
  system: DeliverySystem,
  endpoint: EndpointProcess,
  healthy: readonly Route[],
  hanging: readonly Route[],
): Promise<Latencies> {
  await takeArrivals(endpoint);
  const committed = new Map<string, number>();
  const work = [publish(system, healthy, HEALTHY.perSecond, (id, at) => committed.set(id, at))];
  if (hanging.length > 0) work.push(publish(system, hanging.slice(0, 1), HANGING.perSecond, () => undefined));
  await Promise.all(work);
  const latencies: number[] = [];
  await until(
    'all healthy events to arrive',
    async () => {
      for (const { id, at } of await takeArrivals(endpoint)) {
        const committedAt = committed.get(id);
        if (committedAt === undefined) continue;
        committed.delete(id);
        latencies.push(at - committedAt);
      }
      return committed.size === 0;
    },
    PATIENCE_MS,
  );
  return { p50: quantile(latencies, 0.5), p99: quantile(latencies, 0.99), max: quantile(latencies, 1) };
}

/** Waits until nothing runs and nothing is due, so that a round does not suffer from the one before. */
async function settle(system: DeliverySystem): Promise<void> {
  await system.pool.query(
    `UPDATE deliveries SET status = 'failed', due_at = NULL, held_by = NULL, finished_at = now() WHERE due_at IS NOT NULL`,
  );
  await delay(17_000);
}

say('starting Postgres (fsync on), nats-server, two replicas of delivery and the endpoints ...');
const parts = new StartedParts();
const [system, good, bad] = await Promise.all([
  startDeliverySystem(parts, 2, { CIRCUIT_RESET_MS }),
  startRecordingEndpoint(parts),
  startRecordingEndpoint(parts),
]);
try {
  const paths = (path: string, url: string, count: number): string[] =>
    Array.from({ length: count }, (_, index) => `${url}/${path}/${index}`);
  const healthy = await system.routes(paths('ok', good.url, HEALTHY.webhooks));
  const hanging = await system.routes(paths('hang', bad.url, HANGING.webhooks), { sharedForm: true });
  const neighbour = await system.routes([`${bad.url}/ok/neighbour`]);
  const hangingNeighbours = await system.routes(paths('hang-too', bad.url, 4), { sharedForm: true });
  await round(system, good, healthy, []);

  const results: Record<string, Latencies[]> = { alone: [], alone_again: [], hanging: [], same_host: [] };
  for (let number = 1; number <= ROUNDS; number += 1) {
    results['alone']?.push(await round(system, good, healthy, []));
    results['hanging']?.push(await round(system, good, healthy, hanging));
    await settle(system);
    results['alone_again']?.push(await round(system, good, healthy, []));
    results['same_host']?.push(await round(system, bad, neighbour, hangingNeighbours));
    await settle(system);
    for (const [name, list] of Object.entries(results)) {
      const last = list.at(-1);
      if (last)
        say(
          `round ${number} ${name.padEnd(12)} p50 ${last.p50.toFixed(0)} ms, p99 ${last.p99.toFixed(0)} ms, max ${last.max.toFixed(0)} ms`,
        );
    }
  }
  const p99 = (name: string): number =>
    quantile(
      (results[name] ?? []).map((one) => one.p99),
      0.5,
    );
  const max = (name: string): number =>
    quantile(
      (results[name] ?? []).map((one) => one.max),
      1,
    );
  say('');
  await sayMachine(system.pool);
  say(
    `settings     2 replicas, ${ROUNDS} rounds of ${SECONDS} s, circuit reset ${CIRCUIT_RESET_MS} ms, ${HEALTHY.webhooks} healthy webhooks with ${HEALTHY.perSecond}/s each, ${HANGING.webhooks} hanging ones with ${HANGING.perSecond}/s each`,
  );
  say(`alone        p99 ${p99('alone').toFixed(0)} ms (median of rounds), max ${max('alone').toFixed(0)} ms`);
  say(`A/A          ${(p99('alone_again') / p99('alone')).toFixed(2)} (alone against itself)`);
  say(
    `hanging      p99 ${p99('hanging').toFixed(0)} ms, max ${max('hanging').toFixed(0)} ms, ratio ${(p99('hanging') / p99('alone')).toFixed(2)} (bar 1.5)`,
  );
  say(`same host    p99 ${p99('same_host').toFixed(0)} ms, max ${max('same_host').toFixed(0)} ms`);
} finally {
  await parts.stop();
}
