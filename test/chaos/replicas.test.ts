import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { SERVICE_NAMES } from '@flowforge/contracts/words';
import { startEndpoint, type TestEndpoint } from '@flowforge/testing/endpoint';
import { tally, submitForms } from './submissions.js';
import { setUpGuide } from '../stack/guide.js';
import { type Stack, startStack } from '../stack/stack.js';

const SUBMISSIONS = 300;
let stack: Stack;
let endpoint: TestEndpoint;

before(async () => {
  [stack, endpoint] = await Promise.all([startStack({ replicas: 2 }), startEndpoint()]);
});

after(async () => {
  await stack.stop();
  await endpoint.stop();
});

/** The value of a counter of one process; the sum over its labels if it has labels. */
async function counter(opsUrl: string, name: string): Promise<number> {
  const text = await (await fetch(`${opsUrl}/metrics`)).text();
  return text
    .split('\n')
    .filter((line) => line.startsWith(`${name} `) || line.startsWith(`${name}{`))
    .reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
}

test('two replicas of each service share the work', async () => {
  const { api } = await stack.workspace('two');
  const setup = await setUpGuide(api, `${endpoint.url}/two`);
  const acknowledged = await submitForms(api, setup, SUBMISSIONS, async () => undefined);
  const result = await tally(endpoint, '/two', acknowledged);
  assert.deepEqual(result, { delivered: SUBMISSIONS, lost: 0, duplicates: 0 });
  for (const { opsUrl } of stack.services.delivery) {
    assert.ok(
      (await counter(opsUrl, 'webhook_events_accepted_total')) > 0,
      'a replica of delivery accepted no event',
    );
  }
});

for (const name of SERVICE_NAMES) {
  test(`one of two replicas of ${name} is killed and not restarted: none is lost`, async () => {
    const { api } = await stack.workspace(`without-one-${name}`);
    const setup = await setUpGuide(api, `${endpoint.url}/${name}`);
    const [victim] = stack.services[name];
    assert.ok(victim);
    const acknowledged = await submitForms(api, setup, SUBMISSIONS, () => victim.kill());
    const result = await tally(endpoint, `/${name}`, acknowledged);
    assert.equal(result.lost, 0);
    assert.equal(result.delivered, SUBMISSIONS);
    await victim.restart();
  });
}
