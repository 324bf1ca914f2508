import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startEndpoint, type TestEndpoint } from '@flowforge/testing/endpoint';
import { setUpGuide } from '../stack/guide.js';
import { type Stack, startStack } from '../stack/stack.js';
import { submitForms, tally } from './submissions.js';

const SUBMISSIONS = 300;
let stack: Stack;
let endpoint: TestEndpoint;

before(async () => {
  [stack, endpoint] = await Promise.all([startStack({ ownCluster: true }), startEndpoint()]);
});

after(async () => {
  await stack.stop();
  await endpoint.stop();
});

test('Postgres is killed during submissions: every acknowledged one is delivered', async () => {
  const { api } = await stack.workspace('postgres');
  const setup = await setUpGuide(api, `${endpoint.url}/postgres`);
  const acknowledged = await submitForms(api, setup, SUBMISSIONS, () => stack.database.crash());
  const result = await tally(endpoint, '/postgres', acknowledged);
  console.log(
    `postgres: ${acknowledged.length} acknowledged, ${result.delivered} delivered, ${result.lost} lost, ${result.duplicates} duplicates`,
  );
  assert.equal(result.lost, 0);
  assert.equal(acknowledged.length, SUBMISSIONS);
});
