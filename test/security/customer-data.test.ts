import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { SERVICE_NAMES } from '@flowforge/contracts/words';
import { startEndpoint, type TestEndpoint } from '@flowforge/testing/endpoint';
import type { ServiceProcess } from '@flowforge/testing/service-process';
import { until } from '@flowforge/testing/until';
import pg from 'pg';
import { type Api, type ApiAnswer, textIn } from '../stack/api.js';
import { setUpGuide } from '../stack/guide.js';
import { type Stack, startStack } from '../stack/stack.js';

/** Every text of a customer contains this mark, so that one search finds every leak. */
const MARK = `canary${randomBytes(6).toString('hex')}`;
const marked = (kind: string): string => `${MARK}-${kind}`;

/** How long the database connections are cut while requests run. */
const CUTTING_MS = 6_000;
const PAUSE_BETWEEN_CUTS_MS = 40;

const settings = { LOG_LEVEL: 'debug', RATE_LIMIT_PER_SECOND: '10000' };
let stack: Stack;
let endpoint: TestEndpoint;

before(async () => {
  [stack, endpoint] = await Promise.all([
    startStack({
      env: { conversations: settings, registry: settings, delivery: settings, console: settings },
    }),
    startEndpoint(),
  ]);
});

after(async () => {
  await stack.stop();
  await endpoint.stop();
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

test('no log, metric or error answer contains data of customers when database connections are cut during requests', async () => {
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
