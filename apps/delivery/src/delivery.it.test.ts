import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { newId } from '@flowforge/contracts/ids';
import type { TestEndpoint } from '@flowforge/testing/endpoint';
import type { ServiceProcess } from '@flowforge/testing/service-process';
import { until } from '@flowforge/testing/until';
import pg from 'pg';
import { Webhook } from 'standardwebhooks';
import { RunningDelivery } from './running-delivery.testing.js';
import {
  FakeRegistry,
  FakeServices,
  newWebhook,
  nowMicros,
  type TestWebhook,
  webhookChanged,
} from './testing.js';

let running: RunningDelivery;
let fakes: FakeServices;
let registry: FakeRegistry;
let service: ServiceProcess;
let endpoint: TestEndpoint;
let sql: pg.Pool;

before(async () => {
  registry = await FakeRegistry.start();
  running = await RunningDelivery.start({
    REGISTRY_URLS: registry.url,
    ATTEMPT_TIMEOUT_MS: '4000',
    // As in a local run: shorter than an attempt.
    DRAIN_TIMEOUT_MS: '2300',
    LOG_LEVEL: 'info',
  });
  ({ fakes, service, endpoint } = running);
  sql = new pg.Pool({ connectionString: running.database.urls.delivery });
});
after(async () => {
  await sql.end();
  await running.stop();
  await registry.stop();
});

async function statusOf(eventId: string): Promise<string | undefined> {
  const { rows } = await sql.query<{ status: string }>(
    `SELECT CASE WHEN held_by IS NULL THEN status ELSE 'in_flight' END AS status FROM deliveries WHERE event_id = $1`,
    [eventId],
  );
  return rows[0]?.status;
}

interface LogLine {
  msg: string;
  event_id?: string;
  deliveries?: number;
  status?: string;
  attempt?: number;
  attempts?: { attempt?: number; status?: string }[];
}

/** The log lines with an id. */
function logLinesOf(id: string): LogLine[] {
  return readFileSync(service.logFile, 'utf8')
    .split('\n')
    .filter((line) => line.includes(id))
    .map((line): LogLine => JSON.parse(line));
}

/** Creates a webhook and assigns it to a new form; resolves when the service has applied both. */
async function assignedWebhook(path: string): Promise<{ webhook: TestWebhook; form: string }> {
  const webhook = newWebhook(`${endpoint.url}${path}`);
  const form = newId();
  await fakes.webhook(webhook);
  await fakes.assign(webhook, form);
  const marker = await fakes.capturedForm(webhook.workspaceId, form);
  await until('the routing', async () => (await statusOf(marker)) === 'delivered');
  return { webhook, form };
}

const requestCount = (id: string): number => endpoint.counts().get(id) ?? 0;

test('an event reaches the assigned webhook once, signed, and is stored with its attempt', async () => {
  const webhook = newWebhook(`${endpoint.url}/hook`);
  const form = newId();
  await fakes.webhook(webhook);
  await fakes.assign(webhook, form);
  const id = await fakes.capturedForm(webhook.workspaceId, form);

  await until('the stored delivery', async () => (await statusOf(id)) === 'delivered');
  assert.equal(requestCount(id), 1);
  const received = endpoint.received.find((request) => request.id === id);
  assert.ok(received);
  const headers = Object.fromEntries(
    Object.entries(received.headers).map(([name, value]) => [name, String(value)]),
  );
  new Webhook(webhook.secret).verify(received.body, headers);
  assert.equal(received.headers['flowforge-event'], 'captured_form.created');
  assert.equal(received.headers['flowforge-attempt'], '1');
  const { rows } = await sql.query('SELECT outcome, status_code FROM attempts WHERE event_id = $1', [id]);
  assert.deepEqual(rows, [{ outcome: 'delivered', status_code: 200 }]);
});

test('an event without a webhook is stored, too', async () => {
  const id = await fakes.capturedForm(newId(), newId());
  await until('the event row', async () => {
    const { rowCount } = await sql.query('SELECT 1 FROM events WHERE event_id = $1', [id]);
    return rowCount === 1;
  });
  assert.equal(await statusOf(id), undefined);
});

test('an assignment that arrives after an event that it covers leads to a delivery', async () => {
  const webhook = newWebhook(`${endpoint.url}/late`);
  const form = newId();
  const assignedAt = nowMicros();
  const id = await fakes.capturedForm(webhook.workspaceId, form, { at: assignedAt + 1_000 });
  await until(
    'the event row',
    async () => (await sql.query('SELECT 1 FROM events WHERE event_id = $1', [id])).rowCount,
  );
  await fakes.assign(webhook, form, assignedAt);
  await fakes.webhook(webhook, {}, assignedAt - 1_000);
  await until('the late delivery', async () => (await statusOf(id)) === 'delivered');
  assert.equal(requestCount(id), 1);
});

test('an assignment that was made after the event leads to no delivery', async () => {
  const webhook = newWebhook(`${endpoint.url}/after`);
  const form = newId();
  const committedAt = nowMicros();
  await fakes.webhook(webhook, {}, committedAt - 1_000_000);
  const before = await fakes.capturedForm(webhook.workspaceId, form, { at: committedAt });
  await fakes.assign(webhook, form, committedAt + 1);
  const later = await fakes.capturedForm(webhook.workspaceId, form, { at: committedAt + 2 });
  await until('the later event', async () => (await statusOf(later)) === 'delivered');
  assert.equal(await statusOf(before), undefined);
});

test('a redelivered message is not sent again', async () => {
  const webhook = newWebhook(`${endpoint.url}/again`);
  const form = newId();
  await fakes.webhook(webhook);
  await fakes.assign(webhook, form);
  const id = await fakes.capturedForm(webhook.workspaceId, form);
  await until('the first delivery', async () => (await statusOf(id)) === 'delivered');
  await fakes.capturedForm(webhook.workspaceId, form, { id, republished: true });
  const marker = await fakes.capturedForm(webhook.workspaceId, form);
  await until('the marker', async () => (await statusOf(marker)) === 'delivered');
  assert.equal(requestCount(id), 1);
});

test('a delivery whose endpoint responds slowly gets a row that is held, and the response is stored later', async () => {
  const { webhook, form } = await assignedWebhook('/slow');
  let release: (status: number) => void = () => undefined;
  const answer = new Promise<number>((resolve) => (release = resolve));
  endpoint.behave((request) => (request.path === '/slow' ? answer : 200));
  const id = await fakes.capturedForm(webhook.workspaceId, form);
  await until('the request', () => requestCount(id) === 1);
  assert.equal(await statusOf(id), undefined, 'on the fast path nothing is written before the attempt ends');
  await until('the held row', async () => (await statusOf(id)) === 'in_flight');
  release(200);
  await until('its end', async () => (await statusOf(id)) === 'delivered');
  assert.equal(requestCount(id), 1);
  endpoint.behave(() => 200);
});

test('a failed attempt is retried by the schedule, with the same event id and body', async () => {
  const webhook = newWebhook(`${endpoint.url}/fails-once`);
  const form = newId();
  await fakes.webhook(webhook);
  await fakes.assign(webhook, form);
  let failures = 1;
  endpoint.behave((request) => (request.path === '/fails-once' && failures-- > 0 ? 503 : 200));
  const id = await fakes.capturedForm(webhook.workspaceId, form);
  await until('the retry', async () => (await statusOf(id)) === 'delivered');
  const bodies = endpoint.received.filter((request) => request.id === id).map((request) => request.body);
  assert.equal(bodies.length, 2);
  assert.equal(bodies[0], bodies[1]);
  endpoint.behave(() => 200);
});

test('a delivery is repeated by the schedule of its webhook, then it has failed', async () => {
  const webhook = newWebhook(`${endpoint.url}/own-schedule`);
  const form = newId();
  await fakes.webhook(webhook, { schedule: [1] });
  await fakes.assign(webhook, form);
  endpoint.behave((request) => (request.path === '/own-schedule' ? 500 : 200));
  const id = await fakes.capturedForm(webhook.workspaceId, form);
  await until('the failed delivery', async () => (await statusOf(id)) === 'failed');
  assert.equal(requestCount(id), 2);
  endpoint.behave(() => 200);
});

test('a webhook with a rate limit gets no more attempts than that, also of new events', async () => {
  const webhook = newWebhook(`${endpoint.url}/limited`);
  const form = newId();
  // One in 15 s: an attempt that could not be sent, because the routing was not confirmed in time, uses up its time.
  await fakes.webhook(webhook, { rate_limit: { limit: 4, per: 'minute' } });
  await fakes.assign(webhook, form);
  const ids: string[] = [];
  for (let count = 0; count < 3; count += 1) ids.push(await fakes.capturedForm(webhook.workspaceId, form));
  await until('the first delivery', async () => {
    const statuses = await Promise.all(ids.map(statusOf));
    return statuses.sort().join() === 'delivered,pending,pending';
  });
  assert.equal(endpoint.received.filter(({ path }) => path === '/limited').length, 1);
});

test('a webhook with an order gets the events of a conversation one after the other', async () => {
  const webhook = newWebhook(`${endpoint.url}/ordered`);
  const form = newId();
  await fakes.webhook(webhook, { ordering: 'conversation' });
  await fakes.assign(webhook, form);
  const conversationId = newId();
  const requests = () => endpoint.received.filter(({ path }) => path === '/ordered');
  let [running, most] = [0, 0];
  endpoint.behave(async ({ path }) => {
    if (path !== '/ordered') return 200;
    running += 1;
    most = Math.max(most, running);
    const first = requests().length === 1;
    await until('the other events', () => !first || ids.length === 3);
    running -= 1;
    return first ? 500 : 200;
  });
  const ids: string[] = [];
  for (const seq of [1, 2, 3])
    ids.push(
      await fakes.capturedForm(webhook.workspaceId, form, { conversation: { id: conversationId, seq } }),
    );
  await until('the deliveries', async () =>
    (await Promise.all(ids.map(statusOf))).every((one) => one === 'delivered'),
  );
  const [first, second, third] = ids;
  assert.deepEqual(
    requests().map(({ id }) => id),
    [first, first, second, third],
  );
  assert.equal(most, 1);
  endpoint.behave(() => 200);
});

test('a gap in the order of a conversation that stays is passed and logged', async () => {
  const webhook = newWebhook(`${endpoint.url}/gap`);
  const form = newId();
  await fakes.webhook(webhook, { ordering: 'conversation' });
  await fakes.assign(webhook, form);
  const conversation = { id: newId(), seq: 2 };
  const id = await fakes.capturedForm(webhook.workspaceId, form, { conversation });
  await until('the gap', async () => {
    const changed = await sql.query(
      `UPDATE order_gaps SET pass_at = pass_at - interval '15 minutes' WHERE webhook_id = $1`,
      [webhook.webhookId],
    );
    return changed.rowCount === 1;
  });
  await until('the delivery', async () => (await statusOf(id)) === 'delivered');
  await until('the log line of the gap', () =>
    logLinesOf(id).some(({ msg }) => msg === 'delivery.order_gap_passed'),
  );
});

test('an endpoint ends a delivery with the header webhook-delivery: abort-message', async () => {
  const webhook = newWebhook(`${endpoint.url}/abort`);
  const form = newId();
  await fakes.webhook(webhook);
  await fakes.assign(webhook, form);
  endpoint.behave(({ path }) =>
    path === '/abort' ? { status: 422, headers: { 'webhook-delivery': 'abort-message' } } : 200,
  );
  const id = await fakes.capturedForm(webhook.workspaceId, form);
  await until('the failed delivery', async () => (await statusOf(id)) === 'failed');
  const { rows } = await sql.query('SELECT outcome, detail FROM attempts WHERE event_id = $1', [id]);
  assert.deepEqual(rows, [
    { outcome: 'endpoint_error', detail: 'the endpoint answered with webhook-delivery: abort-message' },
  ]);
  endpoint.behave(() => 200);
});

test('a due delivery to a webhook that was disabled becomes skipped', async () => {
  const webhook = newWebhook(`${endpoint.url}/disabled`);
  const form = newId();
  await fakes.webhook(webhook);
  await fakes.assign(webhook, form);
  endpoint.behave((request) => (request.path === '/disabled' ? 500 : 200));
  const id = await fakes.capturedForm(webhook.workspaceId, form);
  await until('the failure', () => requestCount(id) === 1);
  await fakes.webhook({ ...webhook, revision: 2 }, { enabled: false });
  await until('the skip', async () => (await statusOf(id)) === 'skipped');
  assert.equal(requestCount(id), 1);
  // What waits is skipped together, so there is one line for all of it.
  const skips = await until('the log line of the skip', () => {
    const written = logLinesOf(webhook.webhookId).filter(({ msg }) => msg === 'webhook.backlog_skipped');
    return written.length > 0 && written;
  });
  assert.deepEqual(
    skips.map(({ deliveries }) => deliveries),
    [1],
  );
  endpoint.behave(() => 200);
});

test('a disable that the registry has committed and not published holds, although the stream confirms the view', async () => {
  const { webhook, form } = await assignedWebhook('/not-published');
  registry.behaviour = [
    webhookChanged(fakes.ring, { ...webhook, revision: 2 }, { enabled: false }, nowMicros()),
  ];
  try {
    await until('delivery to ask the registry', () => registry.answered >= 2);
    const id = await fakes.capturedForm(webhook.workspaceId, form);
    await until(
      'the event row',
      async () => (await sql.query('SELECT 1 FROM events WHERE event_id = $1', [id])).rowCount,
    );
    assert.equal(requestCount(id), 0);
  } finally {
    registry.behaviour = 'away';
  }
});

test('a registry that does not answer stops nothing: the stream confirms the view', async () => {
  const { webhook, form } = await assignedWebhook('/registry-hangs');
  registry.behaviour = [];
  const { answered } = registry;
  await until('delivery to ask the registry', () => registry.answered > answered + 1);
  registry.behaviour = 'hang';
  try {
    for (let count = 0; count < 5; count += 1) {
      const id = await fakes.capturedForm(webhook.workspaceId, form);
      await until('the delivery', async () => (await statusOf(id)) === 'delivered');
    }
  } finally {
    registry.behaviour = 'away';
  }
});

test('a shutdown stores what is answered in time; what is not is sent again with the next attempt number', async () => {
  const [inTime, hanging] = [await assignedWebhook('/in-time'), await assignedWebhook('/hanging')];
  let release: (status: number) => void = () => undefined;
  const answer = new Promise<number>((resolve) => (release = resolve));
  endpoint.behave(({ path }) => (path === '/in-time' ? answer : path === '/hanging' ? 'hang' : 200));
  const answered = await fakes.capturedForm(inTime.webhook.workspaceId, inTime.form);
  const unanswered = await fakes.capturedForm(hanging.webhook.workspaceId, hanging.form);
  await until('both requests', () => requestCount(answered) === 1 && requestCount(unanswered) === 1);
  const stopped = service.stop();
  release(200);
  assert.equal(await stopped, 0);
  assert.deepEqual([await statusOf(answered), await statusOf(unanswered)], ['delivered', 'in_flight']);

  endpoint.behave(() => 200);
  await service.restart();
  await until('the delivery', async () => (await statusOf(unanswered)) === 'delivered');
  const attempts = endpoint.received.filter(({ id }) => id === unanswered);
  assert.deepEqual(
    attempts.map(({ headers }) => headers['flowforge-attempt']),
    ['1', '2'],
  );
  const { rows } = await sql.query('SELECT attempt, outcome FROM attempts WHERE event_id = $1', [unanswered]);
  assert.deepEqual(rows, [{ attempt: 2, outcome: 'delivered' }]);
  assert.equal(requestCount(answered), 1);
});

test('the consumer continues after the stream was wiped', async (t) => {
  await running.nats.kill();
  await running.nats.restart({ wipe: true });
  const webhook = newWebhook(`${endpoint.url}/wiped`);
  const form = newId();
  const again = await FakeServices.connect(running.nats.url);
  t.after(() => again.close());
  const id = await until('a publish', () => again.capturedForm(webhook.workspaceId, form));
  await until(
    'the event row',
    async () => (await sql.query('SELECT 1 FROM events WHERE event_id = $1', [id])).rowCount,
  );
});
