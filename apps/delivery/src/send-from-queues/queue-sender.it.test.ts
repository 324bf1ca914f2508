import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { KeyRing } from '@flowforge/encryption/key-ring';
import { NatsLink } from '@flowforge/messaging/nats-link';
import { Database } from '@flowforge/postgres/database';
import { startEndpoint, type TestEndpoint } from '@flowforge/testing/endpoint';
import { until } from '@flowforge/testing/until';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { RunningAttempts } from '../admission/running-attempts.js';
import { AttemptRunner } from '../attempt/attempt-runner.service.js';
import { CircuitStore } from '../circuit/circuit.store.js';
import { Circuits } from '../circuit/circuits.worker.js';
import { type Claim, ClaimStore } from '../delivery/claim.store.js';
import { TestQueues } from '../delivery/webhook-queues.testing.js';
import { DeliveryMetrics } from '../metrics/delivery-metrics.js';
import { AttemptSender } from '../outbound/attempt-sender.client.js';
import { Recorder } from '../record/recorder.worker.js';
import { JobStore } from '../job/job.store.js';
import { Replanner } from '../replan/replanner.service.js';
import { LEASE_TIMES, ReplicaLease } from '../replica/replica-lease.worker.js';
import { CurrentRouting } from '../routing/current-routing.worker.js';
import { RoutingStore } from '../routing/routing.store.js';
import { WebhookRuntimes } from '../routing/webhook-runtimes.js';
import { Statistics } from '../statistics/statistics.worker.js';
import { StatisticsStore } from '../statistics/statistics.store.js';
import { newWebhook, nowMicros, webhookChanged } from '../testing.js';
import { QueueSender } from './queue-sender.worker.js';

/** Claims; the connection is lost after the commit of the next one. */
class UnclearClaims extends ClaimStore {
  losesAnswer = false;

  override async start(...claim: Parameters<ClaimStore['start']>): Promise<Claim> {
    const result = await super.start(...claim);
    if (!this.losesAnswer || result.started.length === 0) return result;
    this.losesAnswer = false;
    throw new Error('Connection terminated unexpectedly');
  }
}

/** The routing in the database, which is not available for the next read of a change. */
class FailingRoutingStore extends RoutingStore {
  failsOnce = false;

  override async deltaSince(revision: number): ReturnType<RoutingStore['deltaSince']> {
    const delta = await super.deltaSince(revision);
    if (!this.failsOnce || delta.webhooks.length === 0) return delta;
    this.failsOnce = false;
    throw new Error('Connection terminated unexpectedly');
  }
}

const ring = KeyRing.parse(`k1:${Buffer.alloc(32, 7).toString('base64')}`);
const log = pino({ enabled: false });
const fail = (error: unknown): void => assert.fail(String(error));

let fixture: TestQueues;
let endpoint: TestEndpoint;
let link: NatsLink;
let claims: UnclearClaims;
let routingStore: FailingRoutingStore;
let routing: CurrentRouting;
let lease: ReplicaLease;
let circuits: Circuits;
let attempts: AttemptSender;
let sender: QueueSender;

before(async () => {
  [fixture, endpoint] = await Promise.all([TestQueues.start(), startEndpoint()]);
  const access = new Database(fixture.dataSource);
  // Reaches no server: the registry confirms the routing.
  link = new NatsLink({ url: 'nats://127.0.0.1:1', name: 'test' }, () => undefined);
  routingStore = new FailingRoutingStore(access);
  routing = new CurrentRouting(
    routingStore,
    link,
    0,
    () => Promise.resolve(true),
    () => undefined,
  );
  circuits = new Circuits(
    new CircuitStore(access),
    { attemptTimeoutMs: 4_000, resetTimeoutMs: 60_000 },
    () => undefined,
    () => undefined,
    fail,
  );
  attempts = new AttemptSender({ localRun: true, timeoutMs: 4_000 });
  const metrics = new DeliveryMetrics(new Registry());
  const runner = new AttemptRunner(
    routing,
    new WebhookRuntimes(ring),
    circuits,
    attempts,
    metrics,
    'test',
    log,
    () => undefined,
  );
  const recorder = new Recorder(
    fixture.deliveries,
    new Replanner(fixture.deliveries, routing, new JobStore(access), () => undefined),
    new Statistics(new StatisticsStore(access), fail),
    metrics,
    log,
    () => undefined,
  );
  claims = new UnclearClaims(access, 60_000, () => null);
  lease = new ReplicaLease(fixture.replicas, LEASE_TIMES, () => undefined, fail);
  sender = new QueueSender(
    claims,
    lease,
    runner,
    new RunningAttempts({ fast: 64, slow: 64, reservedForQueues: 8, perWebhook: 8, perWorkspace: 64 }),
    recorder,
    () => routing.fresh,
    fixture.held,
    () => [],
    log,
  );
  await fixture.reset();
  routing.start();
  await Promise.all([routing.untilFresh(), lease.start(), circuits.start()]);
  sender.start();
});

after(async () => {
  await sender.stopClaiming();
  await sender.finish(1_000);
  await lease.stop();
  await routing.stop();
  await circuits.stop();
  await attempts.close(100);
  await link.close();
  await endpoint.stop();
  await fixture.stop();
});

beforeEach(() => endpoint.behave(() => 200));

test('a delivery is sent although the answer to the commit of its claim was lost', async () => {
  const webhook = newWebhook(`${endpoint.url}/unclear`);
  await fixture.routing.apply([webhookChanged(ring, webhook, {}, nowMicros())], () => Promise.resolve());
  claims.losesAnswer = true;
  const [id = ''] = await fixture.enqueued(webhook.webhookId, { workspaceId: webhook.workspaceId });
  sender.wake();
  await until('the request', () => endpoint.counts().get(id) === 1);
  assert.equal(claims.losesAnswer, false);
});

test('a delivery is sent although its attempt failed before the request, while another one runs once', async () => {
  const slow = newWebhook(`${endpoint.url}/slow`);
  await fixture.routing.apply([webhookChanged(ring, slow, {}, nowMicros())], () => Promise.resolve());
  let release: (status: number) => void = () => undefined;
  const answer = new Promise<number>((resolve) => (release = resolve));
  endpoint.behave(({ path }) => (path === '/slow' ? answer : 200));
  const [slowId = ''] = await fixture.enqueued(slow.webhookId, { workspaceId: slow.workspaceId });
  await until('the slow request', () => endpoint.counts().get(slowId) === 1);

  // The view lacks the webhook, and reading it fails: at the attempt, or in the background. Then it is loaded before the attempt.
  const webhook = newWebhook(`${endpoint.url}/unread`);
  const [id = ''] = await fixture.enqueued(webhook.webhookId, {
    workspaceId: webhook.workspaceId,
    dueInMs: 100,
  });
  routingStore.failsOnce = true;
  await fixture.routing.apply([webhookChanged(ring, webhook, {}, nowMicros())], () => Promise.resolve());
  sender.wake();
  await until('the request', () => endpoint.counts().get(id) === 1);
  release(200);
  await until('the end of both', async () => {
    const rows: object[] = await fixture.dataSource.query(
      `SELECT FROM deliveries WHERE event_id IN ($1, $2) AND status = 'delivered'`,
      [slowId, id],
    );
    return rows.length === 2;
  });
  assert.deepEqual([endpoint.counts().get(slowId), endpoint.counts().get(id)], [1, 1]);
});
