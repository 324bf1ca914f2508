import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { after, before, test } from 'node:test';
import { newId } from '@flowforge/contracts/ids';
import type { WebhookChanged } from '@flowforge/contracts/routing/webhook-changed';
import { renderBodyWithLoneSurrogates } from '@flowforge/contracts/webhook-body/render';
import { NatsLink } from '@flowforge/messaging/nats-link';
import { Database } from '@flowforge/postgres/database';
import { KeyRing } from '@flowforge/encryption/key-ring';
import { createLog } from '@flowforge/service-kit/log';
import { until } from '@flowforge/testing/until';
import { startEndpoint, type TestEndpoint } from '@flowforge/testing/endpoint';
import {
  startTestDatabase,
  startTestNats,
  type TestDatabase,
  type TestNats,
} from '@flowforge/testing/servers';
import { Registry } from 'prom-client';
import type { DataSource } from 'typeorm';
import { CircuitStore } from '../circuit/circuit.store.js';
import { Circuits } from '../circuit/circuits.worker.js';
import { DeliveryMetrics } from '../metrics/delivery-metrics.js';
import { migrations } from '../migrations.js';
import { CurrentRouting } from '../routing/current-routing.worker.js';
import { deliveryOf } from '../delivery/delivery.js';
import { RoutingStore } from '../routing/routing.store.js';
import { WebhookRuntimes } from '../routing/webhook-runtimes.js';
import { capturedForm, newWebhook, nowMicros, type TestWebhook, webhookChanged } from '../testing.js';
import { AttemptRunner } from './attempt-runner.service.js';
import type { AttemptTaskResult } from '../delivery/next-state.js';
import { type AttemptTask, cancel, newAttemptTask } from './attempt-task.js';
import { AttemptSender } from '../outbound/attempt-sender.client.js';

const TIMEOUT_MS = 4_000;

let database: TestDatabase;
let dataSource: DataSource;
let endpoint: TestEndpoint;
let nats: TestNats;
let link: NatsLink;
let circuits: Circuits;
let sender: AttemptSender;
let routing: CurrentRouting;
/** The store of another process: it applies changes that this process has not loaded yet. */
let otherProcess: RoutingStore;
let runner: AttemptRunner;
const registry = new Registry();
let registryAnswers = true;
/** Webhooks whose endpoints asked for nothing more, each with the delivery. */
const gone: [webhookId: string, deliveryId: string][] = [];

const encryptionKeys = `k1:${Buffer.alloc(32, 7).toString('base64')}`;
const ring = KeyRing.parse(encryptionKeys);

before(async () => {
  [database, nats, endpoint] = await Promise.all([
    startTestDatabase({ migrations: { delivery: migrations } }),
    startTestNats(),
    startEndpoint(),
  ]);
  dataSource = await database.open('delivery');
  otherProcess = new RoutingStore(new Database(dataSource));
  // There is no routing stream in this test: the registry confirms that delivery has all changes.
  link = new NatsLink({ url: nats.urls.delivery, name: 'test' }, (refusal) =>
    assert.fail(JSON.stringify(refusal)),
  );
  routing = new CurrentRouting(
    otherProcess,
    link,
    0,
    () => Promise.resolve(registryAnswers),
    (error) => assert.fail(String(error)),
  );
  circuits = new Circuits(
    new CircuitStore(new Database(dataSource)),
    { attemptTimeoutMs: TIMEOUT_MS, resetTimeoutMs: 60_000 },
    () => undefined,
    () => undefined,
    (error) => assert.fail(String(error)),
  );
  sender = new AttemptSender({ localRun: true, timeoutMs: TIMEOUT_MS });
  runner = new AttemptRunner(
    routing,
    new WebhookRuntimes(ring),
    circuits,
    sender,
    new DeliveryMetrics(registry),
    'test',
    createLog('delivery', 'silent'),
    ({ webhookId }, deliveryId) => gone.push([webhookId, deliveryId]),
  );
  routing.start();
  await routing.untilFresh();
});

after(async () => {
  await routing.stop();
  await circuits.stop();
  await sender.close(500);
  await link.close();
  await dataSource.destroy();
  await Promise.all([endpoint.stop(), nats.stop(), database.stop()]);
});

/** Applies a change to the projection before this process has loaded it. */
async function apply(webhook: TestWebhook, change: Partial<WebhookChanged['webhook']> = {}): Promise<void> {
  await otherProcess.apply([webhookChanged(ring, webhook, change, nowMicros())], () => Promise.resolve());
}

/** A first attempt of a new event. */
function taskOf(webhook: TestWebhook): AttemptTask {
  const event = capturedForm(webhook.workspaceId, newId(), nowMicros(), newId());
  const delivery = deliveryOf(event, { webhookId: webhook.webhookId, payloadVersion: '2026-05' });
  const spec = { delivery, event, attempt: 1, bodyHash: null, probeGeneration: null, mayStart: () => true };
  return newAttemptTask(spec);
}

async function attempt(webhook: TestWebhook, change: Partial<AttemptTask> = {}): Promise<AttemptTaskResult> {
  return runner.run(Object.assign(taskOf(webhook), change));
}

test('an attempt is made, not skipped, for a webhook that this process has not loaded yet', async () => {
  for (let round = 0; round < 10; round += 1) {
    const webhook = newWebhook(`${endpoint.url}/unread`);
    await apply(webhook);
    const end = await attempt(webhook);
    assert.equal(end.kind === 'attempted' && end.result.outcome, 'delivered');
  }
});

test('an attempt is made for a webhook that was enabled again, which this process has not loaded yet', async () => {
  for (let round = 0; round < 10; round += 1) {
    const webhook = newWebhook(`${endpoint.url}/again`);
    await apply(webhook, { enabled: false });
    await routing.load();
    await apply(webhook, { revision: 2 });
    const end = await attempt(webhook);
    assert.equal(end.kind === 'attempted' && end.result.outcome, 'delivered');
  }
});

test('an endpoint asks to disable its webhook with 410, or with a header, also when it accepts the event', async () => {
  const header = { 'webhook-delivery': 'disable' };
  for (const [answer, outcome] of [
    [410, 'gone'],
    [{ status: 503, headers: header }, 'gone'],
    [{ status: 204, headers: header }, 'delivered'],
  ] as const) {
    const webhook = newWebhook(`${endpoint.url}/no-more`);
    await apply(webhook);
    endpoint.behave(() => answer);
    const end = await attempt(webhook);
    endpoint.behave(() => 200);
    assert.equal(end.kind === 'attempted' && end.result.outcome, outcome);
    assert.deepEqual(
      gone.splice(0).map(([webhookId]) => webhookId),
      [webhook.webhookId],
    );
  }
});

test('a webhook that is disabled is skipped', async () => {
  const webhook = newWebhook(`${endpoint.url}/disabled`);
  await apply(webhook, { enabled: false });
  assert.deepEqual(await attempt(webhook), { kind: 'skipped' });
});

test('a delivery to a webhook that is missing in the projection is deferred, not skipped', async () => {
  const end = await attempt(newWebhook(`${endpoint.url}/unknown`));
  assert.equal(end.kind, 'deferred');
});

test('a body that an older release sent with a lone surrogate is sent again with U+FFFD instead', async () => {
  const webhook = newWebhook(`${endpoint.url}/ill-formed`);
  await apply(webhook);
  const event = capturedForm(webhook.workspaceId, newId(), nowMicros(), newId());
  event.data.form_name = 'a\ud83d';
  const end = await attempt(webhook, {
    event,
    bodyHash: hash('sha256', renderBodyWithLoneSurrogates(event, '2026-05')),
  });
  assert.equal(end.kind === 'attempted' && end.result.outcome, 'delivered');
  const received = endpoint.received.find(({ path }) => path === '/ill-formed');
  assert.ok(received?.body.includes('"form_name":"a\ufffd"'));
});

test('a body that differs from the first one for any other reason is not sent', async () => {
  const webhook = newWebhook(`${endpoint.url}/differs`);
  await apply(webhook);
  const end = await attempt(webhook, { bodyHash: '00'.repeat(32) });
  assert.equal(end.kind === 'attempted' && end.result.outcome, 'internal_error');
  assert.ok(endpoint.received.every(({ path }) => path !== '/differs'));
});

test('an internal error has a fixed text and a code as detail; only the log has the reason', async () => {
  const webhook = newWebhook(`${endpoint.url}/not-prepared`);
  const otherRing = KeyRing.parse(`k9:${Buffer.alloc(32, 9).toString('base64')}`);
  await otherProcess.apply([webhookChanged(otherRing, webhook, {}, nowMicros())], () => Promise.resolve());
  const counted = async (): Promise<number> =>
    (await registry.getSingleMetric('webhook_internal_errors_total')?.get())?.values[0]?.value ?? 0;
  const countedBefore = await counted();
  const end = await attempt(webhook);
  assert.equal(end.kind, 'attempted');
  assert.equal(end.result.outcome, 'internal_error');
  assert.equal(end.result.detail, 'the request could not be prepared: CANNOT_DECRYPT');
  assert.equal(await counted(), countedBefore + 1);
  assert.ok(endpoint.received.every(({ path }) => path !== '/not-prepared'));
});

test('an attempt does not start when it is cancelled or this process no longer owns the delivery', async () => {
  const webhook = newWebhook(`${endpoint.url}/late`);
  await apply(webhook);
  assert.equal((await attempt(webhook, { cancelled: true })).kind, 'deferred');
  assert.equal((await attempt(webhook, { mayStart: () => false })).kind, 'deferred');
  assert.ok(endpoint.received.every(({ path }) => path !== '/late'));
});

test('an attempt that is cancelled after its request was sent has no result', async () => {
  const webhook = newWebhook(`${endpoint.url}/cancelled`);
  await apply(webhook);
  const run = async (): Promise<{ task: AttemptTask; end: Promise<AttemptTaskResult> }> => {
    const task = taskOf(webhook);
    const end = runner.run(task);
    await until('the request', () => endpoint.counts().get(task.event.id) === 1);
    return { task, end };
  };
  endpoint.behave(() => 'hang');
  const hanging = await run();
  cancel(hanging.task);
  assert.deepEqual(await hanging.end, { kind: 'unanswered' });
  endpoint.behave(() => 200);
});

test('while neither NATS nor the registry confirms the routing, nothing is sent', async () => {
  const webhook = newWebhook(`${endpoint.url}/unconfirmed`);
  await apply(webhook);
  registryAnswers = false;
  await until('the view to be stale', () => !routing.fresh);
  const uncancelled = attempt(webhook);
  const task = taskOf(webhook);
  const cancelled = runner.run(task);
  cancel(task);
  const first = await Promise.race([
    uncancelled.then(() => 'uncancelled'),
    cancelled.then(({ kind }) => `cancelled: ${kind}`),
  ]);
  assert.equal(first, 'cancelled: deferred', 'a cancel ends the wait');
  assert.equal((await uncancelled).kind, 'deferred', 'the wait has a deadline');
  const waiting = attempt(webhook);
  assert.ok(endpoint.received.every(({ path }) => path !== '/unconfirmed'));
  registryAnswers = true;
  const end = await waiting;
  assert.equal(end.kind === 'attempted' && end.result.outcome, 'delivered');
});
