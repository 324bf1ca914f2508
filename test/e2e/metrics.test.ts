import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startEndpoint, type TestEndpoint } from '@flowforge/testing/endpoint';
import { until } from '@flowforge/testing/until';
import { type Monitored, MONITORED, metricsOf, seriesNames } from '../monitoring/metrics.js';
import { selectorsIn } from '../monitoring/promql.js';
import { readRules, rulesIn } from '../monitoring/rules.js';
import { type Sample, scrape } from '../monitoring/scrape.js';
import { setUpGuide, visitAsInTheGuide } from '../stack/guide.js';
import { type SharedStack, sharedStack } from '../stack/stack.js';

/** The most series that one process may have, whatever its customers do. */
const BUDGET: Record<Monitored, number> = {
  console: 600,
  conversations: 1_500,
  registry: 1_500,
  delivery: 1_000,
};
const TENANTS = 8;
/** Part of every name, text and path that this test sends. */
const MARK = 'zqx';

let stack: SharedStack;
let endpoint: TestEndpoint;

before(async () => {
  [stack, endpoint] = await Promise.all([sharedStack(), startEndpoint()]);
});

after(async () => {
  await stack.stop();
  await endpoint.stop();
});

/** One business that sets everything up, with a visitor who does everything. Returns its id. */
async function tenant(number: number): Promise<string> {
  const { workspaceId, api } = await stack.workspace(`${MARK}-${number}`);
  const setup = await setUpGuide(api, `${endpoint.url}/${MARK}/${number}`);
  const { conversationId } = await visitAsInTheGuide(api, setup);
  await api.post(`/v1/conversations/${conversationId}/close`);
  return workspaceId;
}

/** Paths and methods that no route has, ids that nobody has, and names of objects. */
async function sendHostileRequests(): Promise<void> {
  const urls = [stack.url, ...Object.values(stack.services).flatMap((all) => all.map(({ url }) => url))];
  for (const url of urls) {
    const paths = Array.from({ length: 40 }, (_, number) => [
      `/${MARK}/${number}`,
      `/v1/webhooks/${MARK}${number}`,
      `/v1/deliveries?${MARK}${number}=1`,
      `/v1/${MARK}${number}/__proto__`,
      `/%ff%00/${MARK}${number}`,
    ]).flat();
    for (let from = 0; from < paths.length; from += 20) {
      await Promise.all(
        paths.slice(from, from + 20).map(async (path, index) => {
          const method = ['GET', 'PUT', 'PROPFIND', 'OPTIONS'][index % 4] ?? 'GET';
          const answer = await fetch(`${url}${path}`, {
            method,
            headers: { authorization: `Bearer ${MARK}` },
          });
          await answer.arrayBuffer();
        }),
      );
    }
  }
}

/** The samples of each service after everything was sent. */
async function samplesOfAll(): Promise<Map<Monitored, Sample[]>> {
  return new Map(
    await Promise.all(
      MONITORED.map(async (service): Promise<[Monitored, Sample[]]> => [
        service,
        (await scrape(stack.opsUrls[service])).samples,
      ]),
    ),
  );
}

test('each service has the metrics of docs/metrics.md, with their types and labels, and no other', async () => {
  for (const service of MONITORED) {
    const expected = metricsOf(service);
    const { metrics, samples } = await scrape(stack.opsUrls[service]);
    assert.deepEqual(
      metrics,
      expected.map(({ name, type, help }) => ({ name, type, help })),
      service,
    );
    const labels = new Map(
      expected.flatMap((metric) => seriesNames(metric).map((name) => [name, [...metric.labels, 'le']])),
    );
    for (const sample of samples) {
      for (const label of Object.keys(sample.labels)) {
        const isOfNode = /^(nodejs|process)_/.test(sample.name);
        assert.ok(isOfNode || labels.get(sample.name)?.includes(label), `${sample.name}{${label}}`);
      }
    }
  }
});

test('the number of series stays within its budget, and no label has a value of a customer', async () => {
  const workspaceIds: string[] = [];
  for (let number = 0; number < TENANTS; number += 1) workspaceIds.push(await tenant(number));
  await sendHostileRequests();
  await until(
    'the deliveries',
    () => endpoint.received.filter(({ path }) => path.includes(MARK)).length >= TENANTS,
  );

  for (const [service, samples] of await samplesOfAll()) {
    assert.ok(samples.length <= BUDGET[service], `${service} has ${samples.length} series`);
    for (const { name, labels } of samples) {
      const text = `${name} ${JSON.stringify(labels)}`;
      assert.ok(!text.includes(MARK), text);
      assert.doesNotMatch(text, /[0-9a-f]{8}-[0-9a-f]{4}|https?:|127\.0\.0\.1|@|%/, service);
    }
  }
});

test('a request counts under the pattern of its route, and the routes of the objective are those that capture events', async () => {
  const samples = (await samplesOfAll()).get('conversations') ?? [];
  const counts = samples.filter(({ name }) => name === 'http_request_duration_seconds_count');
  const count = (method: string, route: string, statusClass: string): number =>
    counts.find(
      ({ labels }) =>
        labels['method'] === method && labels['route'] === route && labels['status_class'] === statusClass,
    )?.value ?? 0;
  assert.ok(count('POST', '/v1/chat/conversations/:id/forms/:form_id', '2xx') >= TENANTS);
  assert.ok(count('POST', '/v1/chat/conversations/:id/messages', '2xx') >= TENANTS);
  assert.ok(count('other', 'none', '4xx') > 0);

  const [objective] = rulesIn(readRules()).filter(
    ({ record }) => record === 'flowforge:accept_requests:rate5m',
  );
  const pattern = selectorsIn(objective?.expr ?? '')[0]?.labels.get('route');
  const routes = new Set(
    counts
      .filter(({ labels }) => labels['method'] === 'POST')
      .flatMap(({ labels }) => labels['route'] ?? [])
      .filter((route) => new RegExp(`^(?:${pattern})$`).test(route)),
  );
  assert.deepEqual([...routes].sort(), [
    '/v1/chat/conversations/:id/close',
    '/v1/chat/conversations/:id/forms/:form_id',
    '/v1/chat/conversations/:id/messages',
    '/v1/conversations/:id/close',
  ]);
});
