import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { ServiceName } from '@flowforge/contracts/words';
import { startEndpoint, type TestEndpoint } from '@flowforge/testing/endpoint';
import type { ServiceProcess } from '@flowforge/testing/service-process';
import { until } from '@flowforge/testing/until';
import { objectsIn } from '../stack/api.js';
import { setUpGuide, startVisit } from '../stack/guide.js';
import { type Stack, startStack } from '../stack/stack.js';
import { submitForms, tally } from './submissions.js';

/** One replica of each service, and a Postgres of their own. Each fault has ended when the next test begins. */

const SUBMISSIONS = 500;
/** Invariant 5: after a webhook is disabled, no attempt starts later than this, in milliseconds. */
const BOUND_MS = 2_000;
let stack: Stack;
let endpoint: TestEndpoint;

before(async () => {
  [stack, endpoint] = await Promise.all([startStack({ ownCluster: true }), startEndpoint()]);
});

after(async () => {
  await stack.stop();
  await endpoint.stop();
});

/** The only replica of a service. */
function only(name: ServiceName): ServiceProcess {
  const [service] = stack.services[name];
  assert.ok(service);
  return service;
}

/** Kills the service with SIGKILL and starts it again on the same ports, as the launcher or Kubernetes does. */
async function killAndRestart(name: ServiceName): Promise<void> {
  await only(name).kill();
  await only(name).restart();
}

/** Injects a fault when half of the forms are submitted, and checks that every acknowledged one is delivered. */
async function faultDuringSubmissions(name: string, fault: () => Promise<void>): Promise<void> {
  const { api } = await stack.workspace(`chaos-${name}`);
  const setup = await setUpGuide(api, `${endpoint.url}/${name}`);
  const acknowledged = await submitForms(api, setup, SUBMISSIONS, fault);
  const result = await tally(endpoint, `/${name}`, acknowledged);
  console.log(
    `${name}: ${acknowledged.length} acknowledged, ${result.delivered} delivered, ${result.lost} lost, ${result.duplicates} duplicates`,
  );
  assert.equal(acknowledged.length, SUBMISSIONS);
  assert.equal(result.lost, 0);
  assert.equal(result.delivered, SUBMISSIONS);
}

describe('during 500 form submissions', () => {
  test('delivery is killed: none is lost', () =>
    faultDuringSubmissions('delivery', () => killAndRestart('delivery')));

  test('conversations is killed: none is lost', () =>
    faultDuringSubmissions('conversations', () => killAndRestart('conversations')));

  test('registry is killed: none is lost', () =>
    faultDuringSubmissions('registry', () => killAndRestart('registry')));

  test('nats-server is killed: none is lost', () =>
    faultDuringSubmissions('nats', async () => {
      await stack.nats.kill();
      await stack.nats.restart();
    }));

  test("nats-server is killed and JetStream's folder wiped: none is lost", () =>
    faultDuringSubmissions('wiped', async () => {
      await stack.nats.kill();
      await stack.nats.restart({ wipe: true });
    }));

  test('nats-server is wiped while delivery is down: none is lost', () =>
    faultDuringSubmissions('wiped-while-down', async () => {
      await only('delivery').kill();
      await stack.nats.kill();
      await stack.nats.restart({ wipe: true });
      await only('delivery').restart();
    }));

  test('conversations is killed between commit and publish: none is lost', () =>
    faultDuringSubmissions('unpublished', async () => {
      // A suspended nats-server accepts no message, so events that are committed now are not published before the kill.
      process.kill(stack.nats.pid, 'SIGSTOP');
      try {
        await only('conversations').kill();
      } finally {
        process.kill(stack.nats.pid, 'SIGCONT');
      }
      await only('conversations').restart();
    }));

  test('Postgres is killed: none is lost', () =>
    faultDuringSubmissions('postgres', () => stack.database.crash()));
});

test('a webhook that is disabled while the delivery process is suspended gets no request when it resumes', async () => {
  const { api } = await stack.workspace('disable');
  const setup = await setUpGuide(api, `${endpoint.url}/disable`);
  const delivery = only('delivery');
  const received = (): number => endpoint.received.filter(({ path }) => path === '/disable').length;
  const { visitor, path } = await startVisit(api, setup.widgetId);
  const submit = async (): Promise<void> => {
    const answer = await visitor.post(`${path}/forms/${setup.formId}`, {
      field_values: { name: 'Ada', email: 'ada@example.com' },
    });
    assert.equal(answer.status, 201);
  };
  await submit();
  await until('the first webhook', () => received() === 1);

  delivery.pause();
  try {
    await submit();
    const disabled = await api.patch(`/v1/webhooks/${setup.webhookId}`, { enabled: false });
    assert.equal(disabled.status, 200);
    // The limit of the invariant has to pass before the process resumes.
    await delay(BOUND_MS);
  } finally {
    delivery.resume();
  }
  await until('the skipped delivery', async () => {
    const { body } = await api.get(`/v1/deliveries?webhook_id=${setup.webhookId}&status=skipped`);
    return Array.isArray(body['items']) && body['items'].length === 1;
  });
  assert.equal(received(), 1, 'an attempt was started after the disable');
});

test('a 410 disables the webhook, which shows why, since when and by which delivery', async () => {
  const { api } = await stack.workspace('gone');
  const setup = await setUpGuide(api, `${endpoint.url}/gone`);
  endpoint.behave((request) => (request.path === '/gone' ? 410 : 200));
  const { visitor, path } = await startVisit(api, setup.widgetId);
  await visitor.post(`${path}/forms/${setup.formId}`, {
    field_values: { name: 'Ada', email: 'ada@example.com' },
  });
  const webhook = await until('the webhook to be disabled', async () => {
    const { body } = await api.get(`/v1/webhooks/${setup.webhookId}`);
    return body['enabled'] === false ? body : null;
  });
  assert.equal(webhook['disabled_reason'], 'gone');
  // The webhook may be disabled before the delivery is stored.
  const items = await until('the stored delivery', async () => {
    const found = objectsIn(await api.get(`/v1/deliveries?webhook_id=${setup.webhookId}`), 'items');
    return found.length > 0 ? found : null;
  });
  assert.deepEqual(
    items.map(({ last_outcome, id }) => [last_outcome, id]),
    [['gone', webhook['disabled_by_delivery_id']]],
  );
  assert.match(String(webhook['disabled_at']), /^\d{4}-.*Z$/);
  const enabled = await api.patch(`/v1/webhooks/${setup.webhookId}`, { enabled: true });
  for (const field of ['disabled_reason', 'disabled_at', 'disabled_by_delivery_id']) {
    assert.equal(enabled.body[field], null);
  }
  endpoint.behave(() => 200);
});
