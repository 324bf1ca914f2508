import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { AttemptSender } from '@flowforge/delivery/outbound/attempt-sender.client';
import { startEndpoint, type TestEndpoint } from '@flowforge/testing/endpoint';

let endpoint: TestEndpoint;
let port: string;

before(async () => {
  endpoint = await startEndpoint();
  ({ port } = new URL(endpoint.url));
});
after(() => endpoint.stop());

const always = (): boolean => true;
const sender = (localRun: boolean): AttemptSender => new AttemptSender({ localRun, timeoutMs: 5_000 });
const post = (origin: string) => ({
  workspaceId: 'workspace',
  webhookId: 'webhook',
  method: 'POST' as const,
  origin,
  path: '/hook',
  headers: ['content-type', 'text/plain'],
  body: 'x',
});

describe('an attempt outside a local run', () => {
  // Loopback addresses in all notations, and a name that resolves to one.
  const hosts = [
    '127.0.0.1',
    '127.1',
    '0x7f000001',
    '2130706433',
    '[::1]',
    '[::ffff:127.0.0.1]',
    'localhost',
  ];
  for (const host of hosts) {
    test(`to ${host} is blocked before anything is sent`, async () => {
      const guarded = sender(false);
      const result = await guarded.send(post(new URL(`http://${host}:${port}`).origin), always).result;
      await guarded.close(1_000);
      assert.equal(result?.outcome, 'blocked');
      assert.equal(endpoint.received.length, 0);
    });
  }

  test('to a port that no web server uses is blocked before anything is sent', async () => {
    const guarded = sender(false);
    const result = await guarded.send(post('https://example.com:5432'), always).result;
    await guarded.close(1_000);
    assert.equal(result?.outcome, 'blocked');
  });

  test('arrives at the same endpoint in a local run', async () => {
    const open = sender(true);
    const result = await open.send(post(endpoint.url), always).result;
    await open.close(1_000);
    assert.equal(result?.outcome, 'delivered');
    assert.equal(endpoint.received.length, 1);
  });
});

test('an attempt of a local run to a private address or to a name of a cluster is blocked', async () => {
  const local = sender(true);
  for (const host of ['10.0.0.1', '169.254.169.254', 'registry', 'registry.flowforge.svc']) {
    const result = await local.send(post(`http://${host}:${port}`), always).result;
    assert.equal(result?.outcome, 'blocked', host);
  }
  await local.close(1_000);
});
