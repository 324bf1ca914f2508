import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, test } from 'node:test';
import { type Answer, ApiClient, Registry, RunningRegistry } from '../running-registry.testing.js';

let registry: Registry;

before(async () => {
  // The flood of unknown keys would also limit other test files.
  const running = await RunningRegistry.start();
  registry = await Registry.connect(running.addresses, () => running.stop());
});

after(() => registry.stop());

/** 200 requests, each with a random key of its own. */
function flood(): Promise<Answer[]> {
  return Promise.all(
    Array.from({ length: 200 }, () =>
      new ApiClient(registry.process.url, `ff_${randomBytes(32).toString('base64url')}`, '').get(
        '/v1/webhooks',
      ),
    ),
  );
}

test('many random keys from one address are refused without a read of the database; a valid key keeps working', async () => {
  const client = await registry.client('unknown-keys');
  assert.equal((await client.get('/v1/webhooks')).status, 200);

  const answers = await flood();
  assert.ok(answers.some(({ status }) => status === 401));
  const limited = answers.filter(({ status }) => status === 429);
  assert.ok(limited.length > 0);
  for (const { body, headers } of limited) {
    assert.equal(body.code, 'too_many_requests');
    assert.ok(Number(headers.get('retry-after')) >= 1);
  }
  assert.equal((await client.get('/v1/webhooks')).status, 200);
});
