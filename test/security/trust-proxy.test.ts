import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setUpAssistant } from '../stack/guide.js';
import { type Stack, startStack } from '../stack/stack.js';

/** Chat requests per second that one visitor's address may make. */
const LIMIT = 5;
let stack: Stack;

before(async () => {
  stack = await startStack({
    env: {
      // Each process trusts the proxy in front of it: the front door trusts the ingress, the service trusts the front door.
      console: { TRUST_PROXY: '1' },
      conversations: { TRUST_PROXY: '127.0.0.1', RATE_LIMIT_PER_SECOND: String(LIMIT) },
    },
  });
});

after(() => stack.stop());

test('behind an ingress and the front door, each visitor has a separate limit', async () => {
  const { api } = await stack.workspace('ingress');
  const { widgetId } = await setUpAssistant(api);
  /** Sends the header of an ingress: it appends the address that it sees to the header that the visitor sent. */
  const startFrom = async (address: string): Promise<number> => {
    const headers = { 'x-forwarded-for': `10.9.9.9, ${address}` };
    return (await api.as(null).post('/v1/chat/conversations', { widget_id: widgetId }, headers)).status;
  };
  const visitors = Array.from({ length: 30 }, (_, n) => `203.0.113.${n}`);
  const statuses = await Promise.all(visitors.map(startFrom));
  assert.deepEqual([...new Set(statuses)], [201], 'different visitors do not share a limit');

  const one = await Promise.all(Array.from({ length: 60 }, () => startFrom('203.0.113.200')));
  assert.ok(one.includes(429), 'one visitor has a limit');
});
