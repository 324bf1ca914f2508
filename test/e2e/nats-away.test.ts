import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { startEndpoint, type TestEndpoint } from '@flowforge/testing/endpoint';
import { until } from '@flowforge/testing/until';

import pg from 'pg';
import { type Line, startLine } from '../browser/line.js';
import { textIn } from '../stack/api.js';
import { setUpAssistant, setUpGuide, startVisit } from '../stack/guide.js';
import { type Stack, startStack } from '../stack/stack.js';

let stack: Stack;
let endpoint: TestEndpoint;
/** From the registry to NATS. */
let line: Line;
/** Delivery's database: without NATS its API cannot check api keys. */
let sql: pg.Pool;

before(async () => {
  const natsOfRegistry = async (url: string): Promise<string> => {
    line = await startLine(url);
    const near = new URL(url);
    near.port = new URL(line.url).port;
    return near.href;
  };
  [stack, endpoint] = await Promise.all([startStack({ natsOfRegistry }), startEndpoint()]);
  sql = new pg.Pool({ connectionString: stack.database.urls.delivery });
});

after(async () => {
  await sql.end();
  await stack.stop();
  await Promise.all([line.stop(), endpoint.stop()]);
});

test('without NATS, an event, an assignment and a form for that assignment are accepted; both events are delivered later', async () => {
  const { api } = await stack.workspace('away');
  const setup = await setUpAssistant(api);
  const webhook = await api.post('/v1/webhooks', { name: 'CRM', endpoint: `${endpoint.url}/away` });
  const webhookId = textIn(webhook, 'id');
  assert.equal(
    (await api.post('/v1/assignments', { webhook_id: webhookId, assistant_id: setup.assistantId })).status,
    201,
  );
  const { visitor, path } = await startVisit(api, setup.widgetId);

  await stack.nats.kill();
  const message = await visitor.post(`${path}/messages`, { text: 'I want to book a room' });
  assert.ok(message.status < 300, JSON.stringify(message.body));
  const assigned = await api.post('/v1/assignments', { webhook_id: webhookId, form_id: setup.formId });
  assert.equal(assigned.status, 201, JSON.stringify(assigned.body));
  const form = await visitor.post(`${path}/forms/${setup.formId}`, {
    field_values: { name: 'Ada', email: 'ada@example.com' },
  });
  assert.equal(form.status, 201, JSON.stringify(form.body));
  assert.equal(endpoint.received.length, 0);
  await stack.nats.restart();

  await until('both events', () => endpoint.received.length >= 2);
  assert.deepEqual(endpoint.received.map((request) => request.headers['flowforge-event']).sort(), [
    'captured_form.created',
    'captured_intent.created',
  ]);
});

test('events that come after a recovery has examined their time are sent, too', async () => {
  const { api } = await stack.workspace('recovered late');
  const setup = await setUpGuide(api, `${endpoint.url}/recovered-late`);
  const webhook = `/v1/webhooks/${setup.webhookId}`;
  assert.equal((await api.patch(webhook, { enabled: false })).status, 200);
  const { visitor, path } = await startVisit(api, setup.widgetId);
  // Without NATS, a replica accepts only API keys that it has checked before.
  for (const read of ['/v1/recoveries', '/v1/webhooks', '/v1/assistants'])
    assert.equal((await api.get(read)).status, 200);

  await stack.nats.kill();
  assert.equal((await visitor.post(`${path}/close`)).status, 200);
  assert.equal((await api.patch(webhook, { enabled: true })).status, 200);
  const since = new Date(Date.now() - 3_600_000).toISOString();
  const started = await api.post('/v1/recoveries', { webhook_id: setup.webhookId, since });
  assert.equal(started.status, 202, JSON.stringify(started.body));
  const ended = await until('the recovery', async () => {
    const { body } = await api.get(`/v1/recoveries/${textIn(started, 'id')}`);
    return body['state'] === 'completed' ? body : null;
  });
  assert.equal(ended['matched'], 0, 'the event is not stored yet');
  await stack.nats.restart();
  const received = await until('the event', () =>
    endpoint.received.find((request) => request.path === '/recovered-late'),
  );
  assert.equal(received.headers['flowforge-event'], 'conversation.closed');
});

test('without NATS the services stay ready and report nats_down', async () => {
  await stack.nats.kill();
  for (const name of ['conversations', 'registry'] as const) {
    const [service] = stack.services[name];
    assert.ok(service);
    await until(`${name} to report nats_down`, async () => {
      const response = await fetch(`${service.opsUrl}/readyz?verbose`);
      return response.status === 200 && (await response.text()).includes('degraded: nats_down');
    });
  }
  await stack.nats.restart();
});

test('what a user does while the registry is away is in the audit log when it is back, once', async () => {
  const { workspaceId } = await stack.workspace('audited');
  const user = await stack.user(workspaceId, 'owner');
  // The token of the user is valid for 60 s. The services check it without the registry.
  const api = await user.api();
  await until('NATS to be back', async () => {
    const ready = await Promise.all(
      [...stack.services.registry, ...stack.services.conversations].map(async ({ opsUrl }) =>
        (await fetch(`${opsUrl}/readyz?verbose`)).text(),
      ),
    );
    return !ready.some((text) => text.includes('nats_down'));
  });
  const [registry] = stack.services.registry;
  assert.ok(registry);
  await registry.kill();
  const form = await api.post('/v1/forms', {
    name: 'Leads',
    fields: [{ name: 'email', label: 'E-mail', type: 'email' }],
  });
  assert.equal(form.status, 201, JSON.stringify(form.body));
  const path = `/v1/forms/${textIn(form, 'id')}`;
  assert.equal((await api.send('PATCH', path, { name: 'New leads' })).status, 200);
  assert.equal((await api.send('DELETE', path)).status, 204);
  await registry.restart();

  const shown = async (): Promise<string[]> => {
    const answer = await (await user.api()).get('/v1/audit-log?target_kind=form');
    const items: { action: string; actor: { name: string }; target: { name: string } }[] = JSON.parse(
      JSON.stringify(answer.body['items']),
    );
    return items.map(({ action, actor, target }) => `${actor.name} ${action} ${target.name}`);
  };
  await until('the entries', async () => (await shown()).length >= 3);
  assert.deepEqual(await shown(), [
    `${user.email} form.deleted New leads`,
    `${user.email} form.updated New leads`,
    `${user.email} form.created Leads`,
  ]);
});

test('while NATS is suspended, a retry is sent, and a webhook that is disabled then gets none', async () => {
  const { api } = await stack.workspace('suspended');
  // The test before has restarted NATS. The keys of this workspace are not cached, so each service needs its connection.
  for (const path of ['/v1/assistants', '/v1/deliveries']) {
    await until(`${path} to answer`, async () => (await api.get(path)).status === 200);
  }
  for (const service of [...stack.services.registry, ...stack.services.conversations]) {
    await until('the service to reach NATS', async () => {
      const response = await fetch(`${service.opsUrl}/readyz?verbose`);
      return response.status === 200 && !(await response.text()).includes('nats_down');
    });
  }
  const setups = [
    await setUpGuide(api, `${endpoint.url}/enabled`),
    await setUpGuide(api, `${endpoint.url}/disabled`),
  ];
  const attempts = (path: string): number => endpoint.received.filter((one) => one.path === path).length;
  endpoint.behave(({ headers }) => (headers['flowforge-attempt'] === '1' ? 503 : 200));
  for (const { widgetId, formId } of setups) {
    const { visitor, path } = await startVisit(api, widgetId);
    await visitor.post(`${path}/forms/${formId}`, {
      field_values: { name: 'Ada', email: 'ada@example.com' },
    });
  }
  await until('both first attempts', () => attempts('/enabled') === 1 && attempts('/disabled') === 1);
  process.kill(stack.nats.pid, 'SIGSTOP');
  try {
    const { status } = await api.patch(`/v1/webhooks/${setups[1]?.webhookId ?? ''}`, { enabled: false });
    assert.equal(status, 200);
    await until('the retry of the enabled webhook', () => attempts('/enabled') === 2);
    await until('the skipped delivery', async () => {
      const { rows } = await sql.query(
        `SELECT FROM deliveries WHERE webhook_id = $1 AND status = 'skipped'`,
        [setups[1]?.webhookId],
      );
      return rows.length === 1;
    });
    assert.equal(attempts('/disabled'), 1);
  } finally {
    process.kill(stack.nats.pid, 'SIGCONT');
    endpoint.behave(() => 200);
  }
});

test('while the registry alone has lost NATS, a webhook that is disabled gets nothing after 2 s', async () => {
  const { api } = await stack.workspace('registry-alone');
  const registries = stack.services.registry;
  const untilNats = async (isAway: boolean): Promise<void> => {
    for (const { opsUrl } of registries) {
      await until(`the registry ${isAway ? 'to lose' : 'to reach'} NATS`, async () => {
        const text = await (await fetch(`${opsUrl}/readyz?verbose`)).text();
        return text.includes('nats_down') === isAway;
      });
    }
  };
  await untilNats(false);
  const setup = await until('the set-up', () => setUpGuide(api, `${endpoint.url}/alone`));
  const received = (): number => endpoint.received.filter(({ path }) => path === '/alone').length;
  const submit = async (): Promise<void> => {
    const { visitor, path } = await startVisit(api, setup.widgetId);
    const form = await visitor.post(`${path}/forms/${setup.formId}`, {
      field_values: { name: 'Ada', email: 'ada@example.com' },
    });
    assert.equal(form.status, 201);
  };
  await submit();
  await until('the first webhook', () => received() === 1);
  line.cut();
  try {
    await untilNats(true);
    const { status } = await api.patch(`/v1/webhooks/${setup.webhookId}`, { enabled: false });
    assert.equal(status, 200);
    // The limit of the invariant.
    await delay(2_000);
    await submit();
    await until('the event', async () => {
      const { rows } = await sql.query(
        `SELECT FROM events JOIN webhook_revisions USING (workspace_id)
          WHERE webhook_id = $1 AND type = 'captured_form.created' GROUP BY event_id`,
        [setup.webhookId],
      );
      return rows.length === 2;
    });
    assert.equal(received(), 1);
  } finally {
    line.mend();
  }
});
