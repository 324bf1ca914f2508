import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, test } from 'node:test';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { settlementSubject } from '@flowforge/contracts/signals/settlement';
import { decodeRoutingChange } from '@flowforge/contracts/routing/routing-change';
import {
  decodePendingRoutingChanges,
  PENDING_ROUTING_CHANGES_PATH,
} from '@flowforge/contracts/routing/pending-routing-changes';
import { webhookEncryptionContext } from '@flowforge/contracts/routing/webhook-changed';
import { KeyRing } from '@flowforge/encryption/key-ring';
import { authorizeServiceRequest } from '@flowforge/encryption/service-request';
import { ensureConsumer } from '@flowforge/messaging/ensure-streams';
import { ROUTING_STREAM } from '@flowforge/messaging/streams';
import { until } from '@flowforge/testing/until';
import { readOperatorKeyRing } from './config.js';
import { type OperatorRun, runOperator } from './operator/operator-process.testing.js';
import { Registry, RunningRegistry, TEST_KEYS } from './running-registry.testing.js';
import { ApiClient } from './api-client.testing.js';

const WEBHOOK = { name: 'CRM', endpoint: 'http://127.0.0.1:9/hooks' };
let running: RunningRegistry;
let registry: Registry;
let api: ApiClient;

before(async () => {
  running = await RunningRegistry.start({
    ALLOW_INSECURE_ENDPOINTS: 'true',
    IDEMPOTENCY_RETENTION_HOURS: '48',
  });
  registry = await Registry.connect(running.addresses, () => running.stop());
  api = await registry.client('registry');
});
after(() => registry.stop());

async function states(): Promise<string[]> {
  const rows = await registry.rows<{ state: string }>(
    `SELECT CASE WHEN pending.id IS NULL THEN 'settled' WHEN pending.stream_seq IS NULL THEN 'new' ELSE 'published' END AS state
       FROM registry.outbox LEFT JOIN registry.outbox_pending pending USING (id) ORDER BY id`,
  );
  return rows.map((row) => row.state);
}

test('a routing change is published to the stream, and settled by the signal of delivery', async () => {
  assert.equal((await api.post('/v1/webhooks', WEBHOOK)).status, 201);
  await until('the change to be published', async () => (await states()).at(-1) === 'published');
  await ensureConsumer(await jetstreamManager(registry.connection), ROUTING_STREAM);
  const { stream, consumer } = ROUTING_STREAM;
  const message = await (await jetstream(registry.connection).consumers.get(stream, consumer)).next();
  assert.ok(message);
  const change = decodeRoutingChange(message.data);
  assert.ok(change.ok && message.subject === 'routing.webhook.changed.v1');
  await message.ackAck();
  registry.connection.publish(settlementSubject('registry'), JSON.stringify({ ids: [change.value.id] }));
  await until('the change to be settled', async () => (await states()).at(-1) === 'settled');
  registry.connection.publish(settlementSubject('registry'), JSON.stringify({ ids: ['nonsense'] }));
});

test('a service with the same keys reads the changes that are not settled; nobody else does', async () => {
  const { url } = running.addresses.process;
  const read = (authorization?: string): Promise<Response> =>
    fetch(
      `${url}${PENDING_ROUTING_CHANGES_PATH}`,
      authorization === undefined ? {} : { headers: { authorization } },
    );
  for (const authorization of [undefined, 'Bearer x', 'Service 1.k.x']) {
    assert.equal((await read(authorization)).status, 401);
  }
  const created = await (await registry.client('pending')).post('/v1/webhooks', WEBHOOK);
  const authorization = authorizeServiceRequest(
    KeyRing.parse(TEST_KEYS),
    PENDING_ROUTING_CHANGES_PATH,
    Date.now(),
  );
  const answer = decodePendingRoutingChanges(new Uint8Array(await (await read(authorization)).arrayBuffer()));
  assert.equal(answer?.next, null);
  const changed = answer.changes.map((change) => decodeRoutingChange(Buffer.from(change, 'base64')));
  assert.ok(
    changed.some(
      (change) =>
        change.ok &&
        change.value.kind === 'webhook.changed' &&
        change.value.webhook.webhook_id === created.body['id'],
    ),
  );
});

test('reencrypt-secrets moves secrets and headers to the first key, and delivery is told', async () => {
  const owner = await registry.client('reencryption');
  const { body } = await owner.post('/v1/webhooks', {
    name: 'CRM',
    endpoint: 'https://crm.example.com/',
    headers: { 'x-token': 'abc' },
  });
  await owner.post('/v1/webhooks', { name: 'ERP', endpoint: 'https://erp.example.com/' });
  const newKey = `new:${Buffer.alloc(32, 8).toString('base64')}`;
  const run = (keys: string): Promise<OperatorRun> =>
    runOperator(registry.databaseUrl, ['reencrypt-secrets'], { settings: { ENCRYPTION_KEYS: keys } });
  const reencrypt = (keys: string): Promise<object> =>
    registry.operator.reencryptSecrets(KeyRing.parse(keys), () => undefined);

  const withoutOld = await run(newKey);
  assert.equal(withoutOld.code, 1);
  const { reencrypted_webhooks, failed_webhooks } = JSON.parse(withoutOld.stdout);
  assert.equal(reencrypted_webhooks, 0);
  const named = withoutOld.stderr.match(/cannot be decrypted: key "test" is not in the key ring/g) ?? [];
  assert.equal(named.length, failed_webhooks);
  assert.ok(failed_webhooks >= 2);
  assert.throws(() => readOperatorKeyRing({ ENCRYPTION_KEYS: 'new:short' }), /ENCRYPTION_KEYS is wrong/);

  const changed = await run(`${newKey},${TEST_KEYS}`);
  assert.deepEqual([changed.code, changed.stderr], [0, '']);
  assert.ok(JSON.parse(changed.stdout).reencrypted_webhooks >= 2);
  const change = (await registry.routingChanges(owner.workspaceId))
    .filter((entry) => entry.kind === 'webhook.changed' && entry.webhook.webhook_id === body.id)
    .at(-1);
  assert.ok(change?.kind === 'webhook.changed');
  const ring = KeyRing.parse(newKey);
  const context = webhookEncryptionContext(body.id);
  assert.deepEqual(
    [...change.webhook.secrets.map(({ sealed }) => sealed), change.webhook.headers_sealed ?? ''].map((text) =>
      ring.decrypt(text, context),
    ),
    [body.secret, JSON.stringify({ 'x-token': 'abc' })],
  );
  // A relay of the registry takes the message and publishes it; nobody settles it, because no delivery runs here.
  await until('a relay of the registry takes the change, to publish it', async () => {
    const [row] = await registry.rows<{ claims: number }>(
      'SELECT claims FROM registry.outbox_pending WHERE id = $1',
      [change.id],
    );
    return (row?.claims ?? 0) > 0;
  });

  assert.deepEqual(await reencrypt(`${newKey},${TEST_KEYS}`), { changed: 0, failed: 0 });
  assert.deepEqual(await reencrypt(`${TEST_KEYS},${newKey}`), { changed: failed_webhooks, failed: 0 });
});

test('the operations port serves liveness, readiness and metrics', async () => {
  const live = await registry.ops('/livez');
  assert.equal(live.status, 200);
  assert.match(live.text, /outbox relay: ok/);
  const ready = await registry.ops('/readyz?verbose');
  assert.equal(ready.status, 200);
  for (const check of ['postgres', 'migrations', 'nats'])
    assert.match(ready.text, new RegExp(`\\[\\+\\] ${check}: ok`));
  // The Postgres of the tests runs without fsync.
  assert.match(ready.text, /\[~\] degraded: durability: Postgres acknowledges commits before/);
  const { text } = await registry.ops('/metrics');
  for (const metric of ['outbox_unpublished', 'outbox_oldest_age_seconds', 'outbox_republished_total']) {
    assert.match(text, new RegExp(`^${metric} \\d`, 'm'));
  }
});

test('while NATS is unavailable webhooks can be changed but not assigned, and the changes are published later', async () => {
  const assistant = registry.newSource(api.workspaceId, 'assistant');
  await running.nats.kill();
  const { status, body } = await api.post('/v1/webhooks', WEBHOOK);
  assert.equal(status, 201);
  assert.equal((await api.patch(`/v1/webhooks/${body.id}`, { enabled: false })).status, 200);
  const refused = await api.post('/v1/assignments', { webhook_id: body.id, assistant_id: assistant });
  assert.deepEqual([refused.status, refused.body.code], [503, 'conversations_unavailable']);
  assert.equal(refused.headers.get('retry-after'), '1');
  const key = await api.post('/v1/api-keys', { name: 'Away' });
  assert.equal((await api.delete(`/v1/api-keys/${key.body.id}`)).status, 204);
  await until('the state to show', async () => {
    const { status: ready, text } = await registry.ops('/readyz?verbose');
    return ready === 200 && text.includes('degraded: nats_down');
  });
  assert.deepEqual((await states()).slice(-2), ['new', 'new']);

  await running.nats.restart();
  await until('the changes to be published', async () => (await states()).every((state) => state !== 'new'));
  await until('an assignment', async () => {
    return (
      (await api.post('/v1/assignments', { webhook_id: body.id, assistant_id: assistant })).status === 201
    );
  });
});

test('SIGTERM ends the process with exit code 0; after a restart answers are stored for the time that is set, then deleted in batches, and counted', async () => {
  const key = { 'idempotency-key': 'kept' };
  const first = await api.post('/v1/api-keys', { name: 'Kept' }, key);
  const hours = `SELECT round(extract(epoch FROM expires_at - now()) / 3600)::int AS hours FROM registry.idempotency_keys`;
  assert.deepEqual(await registry.rows(hours), [{ hours: 48 }]);
  await registry.rows(
    `INSERT INTO registry.idempotency_keys (workspace_id, principal, route, key, body_hash, status, answer, expires_at)
     SELECT $1, 'p', 'r', n::text, '', 201, '', now() - n * interval '1 hour' FROM generate_series(1, 2500) AS n`,
    [api.workspaceId],
  );
  // The first round of retention is at the start.
  assert.equal(await running.process.stop(), 0);
  await running.process.restart();
  await until('the expired answers to be deleted', async () => {
    const { text } = await registry.ops('/metrics');
    return text.includes('retention_rows_deleted_total{table="idempotency_keys"} 2500');
  });
  assert.deepEqual(await registry.rows(hours), [{ hours: 48 }]);
  await until('the age to be shown', async () => {
    const { text } = await registry.ops('/metrics');
    return text.includes('retention_oldest_age_seconds{table="idempotency_keys"} 0');
  });
  assert.deepEqual((await api.post('/v1/api-keys', { name: 'Kept' }, key)).body, first.body);
});

test('the registry starts, serves and stops without NATS, and publishes when NATS is available', async () => {
  await running.nats.kill();
  assert.equal((await api.post('/v1/webhooks', WEBHOOK)).status, 201);
  assert.equal(await running.process.stop(), 0);
  await running.process.restart();
  assert.equal((await api.post('/v1/webhooks', WEBHOOK)).status, 201);
  assert.deepEqual((await states()).slice(-2), ['new', 'new']);
  assert.equal((await api.get('/v1/webhooks')).body.items.length, 4, 'also those from before the restarts');
  await running.nats.restart({ wipe: true });
  await until('the changes to be published', async () => (await states()).every((state) => state !== 'new'));
  const assistant = registry.newSource(api.workspaceId, 'assistant');
  const { id } = (await api.get('/v1/webhooks?limit=1')).body.items[0];
  await until('an assignment', async () => {
    return (await api.post('/v1/assignments', { webhook_id: id, assistant_id: assistant })).status === 201;
  });
});

test('many random keys from one address are refused without a read of the database; a valid key keeps working', async () => {
  // 200 requests at once, each with a random key of its own. They would also limit other test files.
  const answers = await Promise.all(
    Array.from({ length: 200 }, () =>
      new ApiClient(registry.process.url, `ff_${randomBytes(32).toString('base64url')}`, '').get(
        '/v1/webhooks',
      ),
    ),
  );
  assert.ok(answers.some(({ status }) => status === 401));
  const limited = answers.filter(({ status }) => status === 429);
  assert.ok(limited.length > 0);
  for (const { body, headers } of limited) {
    assert.equal(body.code, 'too_many_requests');
    assert.ok(Number(headers.get('retry-after')) >= 1);
  }
  assert.equal((await api.get('/v1/webhooks')).status, 200);
});
