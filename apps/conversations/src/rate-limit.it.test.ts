import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Conversations, setUpHotel } from './running-conversations.testing.js';

let running: Conversations;

before(async () => {
  running = await Conversations.ownProcess({ RATE_LIMIT_PER_SECOND: '1', TRUST_PROXY: '1' });
});
after(() => running.stop());

test('an address that sends too much gets a 429 that its page can read; the business is not limited', async () => {
  const api = running.client();
  const { widgetId } = await setUpHotel(api);
  const origin = 'https://shop.example';
  const stranger = running.stranger();
  const answers = await Promise.all(
    Array.from({ length: 12 }, () =>
      stranger.post('/v1/chat/conversations', { widget_id: widgetId }, { origin }),
    ),
  );
  const refused = answers.filter((answer) => answer.status === 429);
  assert.ok(refused.length > 0 && refused.length < answers.length);
  assert.ok(refused.every((answer) => answer.body.code === 'rate_limited'));
  assert.match(refused[0]?.headers.get('retry-after') ?? '', /^[1-9]/);
  assert.equal(refused[0]?.headers.get('access-control-allow-origin'), origin);
  for (let count = 0; count < 20; count += 1) assert.equal((await api.get('/v1/conversations')).status, 200);
});

test('the addresses of one IPv6 network share a limit; another network has its own', async () => {
  const { widgetId } = await setUpHotel(running.client());
  const start = async (address: string): Promise<number> => {
    const answer = await running
      .stranger()
      .post('/v1/chat/conversations', { widget_id: widgetId }, { 'x-forwarded-for': address });
    return answer.status;
  };
  const statuses = await Promise.all(Array.from({ length: 12 }, (_, host) => start(`2001:db8::${host + 1}`)));
  assert.ok(statuses.includes(201) && statuses.includes(429), statuses.join());
  assert.equal(await start('2001:db8:0:1::1'), 201);
});
