import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { SERVICE_NAMES } from '@flowforge/contracts/words';
import { startEndpoint, type TestEndpoint } from '@flowforge/testing/endpoint';
import { type ExportedSpan, exportedSpans, treeOf } from '@flowforge/testing/exported-spans';
import type { ServiceProcess } from '@flowforge/testing/service-process';
import { until } from '@flowforge/testing/until';
import pg from 'pg';
import { type Api, type ApiAnswer, textIn } from '../stack/api.js';
import { setUpGuide, startVisit } from '../stack/guide.js';
import { type Stack, startStack } from '../stack/stack.js';

/** Every text of a customer contains this mark, so that one search finds every leak. */
const MARK = `canary${randomBytes(6).toString('hex')}`;
const marked = (kind: string): string => `${MARK}-${kind}`;

/** How long the database connections are cut while requests run. */
const CUTTING_MS = 6_000;
const PAUSE_BETWEEN_CUTS_MS = 40;

let stack: Stack;
let endpoint: TestEndpoint;
let collector: TestEndpoint;

before(async () => {
  [endpoint, collector] = await Promise.all([startEndpoint(), startEndpoint()]);
  const settings = {
    LOG_LEVEL: 'debug',
    RATE_LIMIT_PER_SECOND: '10000',
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
  };
  const behindFrontDoor = { ...settings, TRUST_PROXY: '127.0.0.1' };
  stack = await startStack({
    env: {
      conversations: behindFrontDoor,
      registry: behindFrontDoor,
      delivery: behindFrontDoor,
      console: settings,
    },
  });
});

after(async () => {
  try {
    await stack.stop();
  } finally {
    await Promise.all([endpoint.stop(), collector.stop()]);
  }
});

/** Every 40 ms, terminates about half of the services' database connections, until `signal` aborts. */
async function cutConnections(signal: AbortSignal): Promise<void> {
  const admin = new pg.Client({ connectionString: stack.database.adminUrl });
  await admin.connect();
  try {
    while (!signal.aborted) {
      await admin.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
          WHERE datname = current_database() AND pid <> pg_backend_pid() AND random() < 0.5`,
      );
      await delay(PAUSE_BETWEEN_CUTS_MS);
    }
  } finally {
    await admin.end();
  }
}

/** All that an operator can see of one process: its log, metrics and health checks. */
async function operatorViewOf(service: ServiceProcess): Promise<string> {
  const metrics = await (await fetch(`${service.opsUrl}/metrics`)).text();
  const ready = await (await fetch(`${service.opsUrl}/readyz?verbose`)).text();
  return `${readFileSync(service.logFile, 'utf8')}\n${metrics}\n${ready}`;
}

/** Lines of a text that contain one of the words, cut to a readable length. */
function linesWith(text: string, words: readonly string[]): string[] {
  return text
    .split('\n')
    .filter((line) => words.some((word) => line.includes(word)))
    .map((line) => line.slice(0, 600));
}

/** Makes requests of a business and of a visitor; every text contains the mark. Adds the secrets of the answers to `secrets`. */
async function requests(api: Api, widgetId: string, formId: string, secrets: string[]): Promise<ApiAnswer[]> {
  const headers = { 'user-agent': marked('user-agent'), 'x-custom': marked('header') };
  const answers = await Promise.all([
    api.post('/v1/assistants', { name: marked('assistant'), greeting: marked('greeting') }, headers),
    api.post('/v1/webhooks', {
      name: marked('webhook'),
      endpoint: `${endpoint.url}/${marked('path')}`,
      headers: { 'x-token': marked('secret-header') },
    }),
    api.post('/v1/intents', { name: marked('intent'), utterances: [marked('utterance')] }),
    api.get(`/v1/deliveries?limit=5&note=${marked('query')}`),
    api.get('/v1/deliveries?limit=5'),
    api.post('/v1/api-keys', { name: marked('key'), scopes: ['webhooks:read'] }),
    api.post('/v1/chat/conversations', {
      widget_id: widgetId,
      attributes: { [marked('attribute-name')]: marked('attribute') },
    }),
  ]);
  const [, webhook, , , , key, started] = answers;
  if (webhook?.status === 201) secrets.push(textIn(webhook, 'secret'));
  if (key?.status === 201) secrets.push(textIn(key, 'key'));
  if (started?.status !== 201) return answers;
  secrets.push(textIn(started, 'visitor_token'));
  const visitor = api.as(textIn(started, 'visitor_token'));
  const path = `/v1/chat/conversations/${textIn(started, 'conversation_id')}`;
  answers.push(
    await visitor.post(`${path}/messages`, { text: marked('message'), client_id: marked('client-id') }),
    await visitor.post(`${path}/forms/${formId}`, {
      field_values: { name: marked('name'), email: `${MARK}@example.com`, query: marked('field') },
    }),
    await visitor.post(`${path}/close`),
  );
  return answers;
}

/** Spans are sent once a second, by four services. */
const EXPORT_MS = 60_000;

/** The spans of all traces that include one with this attribute, when there are as many as expected. */
function tracesWith(name: string, value: unknown, count: number): Promise<ExportedSpan[]> {
  const find = (): ExportedSpan[] | undefined => {
    const spans = exportedSpans(collector.received);
    const ids = new Set(
      spans.filter(({ attributes }) => attributes[name] === value).map(({ traceId }) => traceId),
    );
    const found = spans.filter(({ traceId }) => ids.has(traceId));
    return found.length >= count ? found : undefined;
  };
  return until(`${count} spans of traces with ${name} ${String(value)}`, find, EXPORT_MS);
}

test('a submission is one trace from the front door to the answers of the endpoints; a resend is a linked one', async () => {
  const { api } = await stack.workspace('traces');
  const setup = await setUpGuide(api, `${endpoint.url}/first`);
  const second = await api.post('/v1/webhooks', { name: 'second', endpoint: `${endpoint.url}/second` });
  const assigned = await api.post('/v1/assignments', {
    webhook_id: textIn(second, 'id'),
    form_id: setup.formId,
  });
  assert.equal(assigned.status, 201);
  const { visitor, path } = await startVisit(api, setup.widgetId);
  const callersTrace = randomBytes(16).toString('hex');
  const submitted = await visitor.post(
    `${path}/forms/${setup.formId}`,
    { field_values: { name: 'Smith', email: 'smith@gmail.com' } },
    { traceparent: `00-${callersTrace}-b7ad6b7169203331-01`, tracestate: 'caller=1' },
  );
  assert.equal(submitted.status, 201);

  const route = '/v1/chat/conversations/:id/forms/:form_id';
  const spans = await tracesWith('http.route', route, 10);
  assert.deepEqual(treeOf(spans), [
    'flowforge-console server POST /v1/* (linked)',
    '  flowforge-console client POST',
    `    flowforge-conversations server POST ${route}`,
    '      flowforge-conversations internal transaction',
    '        flowforge-conversations producer publish events.captured_form.created.v1',
    '          flowforge-delivery consumer process events.captured_form.created.v1',
    '            flowforge-delivery client POST',
    '            flowforge-delivery client POST',
    '            flowforge-delivery internal plan',
    '            flowforge-delivery internal store',
  ]);
  // A client names neither the trace nor its parent.
  const [root] = spans.filter(({ parentSpanId }) => parentSpanId === undefined);
  assert.deepEqual(root?.links, [{ traceId: callersTrace, spanId: 'b7ad6b7169203331' }]);
  assert.notEqual(root.traceId, callersTrace);
  const attempts = spans.filter(({ attributes }) => 'flowforge.attempt' in attributes);
  for (const { attributes } of attempts) {
    assert.equal(attributes['server.address'], '127.0.0.1');
    assert.deepEqual(
      [attributes['http.response.status_code'], attributes['flowforge.outcome']],
      [200, 'delivered'],
    );
  }
  const received = endpoint.received.filter(
    ({ headers }) => headers['flowforge-event'] === 'captured_form.created',
  );
  assert.equal(received.length, 2);
  for (const { headers } of received) assert.ok(!('traceparent' in headers));
  for (const name of ['conversations', 'delivery'] as const) {
    const [service] = stack.services[name];
    await until(`a log line of ${name} with the trace`, () =>
      readFileSync(service?.logFile ?? '', 'utf8').includes(`"trace_id":"${root.traceId}"`),
    );
  }

  // The registry has asked conversations over NATS whether the form exists.
  const request = 'conversations.check-source';
  const [asked] = await tracesWith('messaging.destination.name', request, 15);
  const assigning = exportedSpans(collector.received).filter(
    ({ traceId, kind }) => traceId === asked?.traceId && kind !== 'producer',
  );
  assert.deepEqual(treeOf(assigning), [
    'flowforge-console server POST /v1/*',
    '  flowforge-console client POST',
    '    flowforge-registry server POST /v1/assignments',
    `      flowforge-registry client request ${request}`,
    `        flowforge-conversations server answer ${request}`,
  ]);

  const [attempt] = attempts;
  const deliveryId = String(attempt?.attributes['flowforge.delivery_id']);
  const resent = await until('the delivery to be stored', async () => {
    const { status } = await api.post(`/v1/deliveries/${deliveryId}/resend`);
    return status === 202;
  });
  assert.ok(resent);
  const later = await tracesWith('flowforge.attempt', 2, 1);
  assert.deepEqual(treeOf(later), ['flowforge-delivery client POST (linked)']);
  const event = spans.find(({ kind }) => kind === 'consumer');
  assert.deepEqual(later[0]?.links, [{ traceId: root.traceId, spanId: event?.spanId }]);
});

test('no log, metric, span or error answer contains data of customers when database connections are cut during requests', async () => {
  endpoint.behave(() => 500);
  const { api } = await stack.workspace('customer-data');
  assert.ok(api.token);
  const setup = await setUpGuide(api, `${endpoint.url}/${marked('endpoint')}`);
  const secrets = [api.token, setup.secret];
  const cutting = new AbortController();
  const cuts = cutConnections(cutting.signal);
  const failures: ApiAnswer[] = [];
  let answered = 0;
  const deadline = Date.now() + CUTTING_MS;
  const client = async (): Promise<void> => {
    while (Date.now() < deadline) {
      const answers = await requests(api, setup.widgetId, setup.formId, secrets);
      failures.push(...answers.filter(({ status }) => status >= 500));
      answered += answers.length;
    }
  };
  await Promise.all(Array.from({ length: 6 }, client));
  cutting.abort();
  await cuts;
  assert.ok(failures.length > 0 && failures.length < answered, `${failures.length} of ${answered} failed`);

  const leaking = [MARK, ...secrets];
  // A lost database connection is a 503, not a 500.
  assert.deepEqual([...new Set(failures.map(({ status }) => status))], [503]);
  assert.deepEqual(linesWith(JSON.stringify(failures.map(({ body }) => body)), leaking), []);
  const spans = exportedSpans(collector.received);
  assert.ok(spans.some(({ failed }) => failed));
  const bodies = collector.received.map(({ body }) => body).join('\n');
  assert.deepEqual(
    leaking.filter((word) => bodies.includes(word)),
    [],
  );
  for (const name of SERVICE_NAMES) {
    for (const service of stack.services[name]) {
      const shown = await until(`an error in the log of ${name}`, async () => {
        const text = await operatorViewOf(service);
        return text.includes('"err":{') ? text : undefined;
      });
      assert.deepEqual(linesWith(shown, leaking).slice(0, 5), [], name);
      assert.match(shown, /"code":"57P01"/, `${name} logs the reason`);
    }
  }
});

test('log and metrics of the front door contain no data of a request that it could not forward', async () => {
  const { api } = await stack.workspace('front-door');
  assert.ok(api.token);
  const [delivery] = stack.services.delivery;
  assert.ok(delivery);
  await delivery.kill();
  const answer = await api.get(`/v1/deliveries?note=${marked('query')}`);
  assert.equal(answer.status, 503);
  const shown = await until('the failure in the log', async () => {
    const text = await operatorViewOf(stack.frontDoor);
    return text.includes('request.failed') ? text : undefined;
  });
  assert.deepEqual(linesWith(shown, [MARK, api.token]), []);
  await delivery.restart();
});
