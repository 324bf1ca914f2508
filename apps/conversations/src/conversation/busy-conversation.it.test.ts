import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { until } from '@flowforge/testing/until';
import { RunningConversations, setUpHotel } from '../running-conversations.testing.js';
import type { Answer, Client } from '../api-client.testing.js';

/** Requests of one conversation that hold a connection or wait for one. */
const ADMITTED = 1 + 20;
const SENT = 200;
const LEAD = { name: 'Ann', email: 'ann@example.com' };

let running: RunningConversations;
let api: Client;
let hotel: Awaited<ReturnType<typeof setUpHotel>>;

before(async () => {
  running = await RunningConversations.start();
  api = running.client();
  hotel = await setUpHotel(api);
});
after(() => running.stop());

/** Locks the row of a conversation from another connection; the answer ends it. */
async function lockConversation(id: string): Promise<() => Promise<void>> {
  const other = await running.openTransaction();
  await other.query('SELECT FROM conversations.conversations WHERE id = $1 FOR UPDATE', [id]);
  return async () => {
    await other.query('COMMIT');
    other.release();
  };
}

/** Service connections that wait for a lock. */
async function waitingConnections(): Promise<number> {
  const [row] = await running.rows<{ waiting: number }>(
    `SELECT count(*)::int AS waiting FROM pg_stat_activity
      WHERE datname = current_database() AND application_name = 'flowforge-conversations'
        AND wait_event_type = 'Lock'`,
  );
  return row?.waiting ?? 0;
}

test('200 submissions to one conversation that is locked leave the connections to other conversations', async () => {
  const [locked, other] = [await running.visitor(hotel.widgetId), await running.visitor(hotel.widgetId)];
  const unlock = await lockConversation(locked.conversationId);
  let answered = 0;
  let submitted: Promise<Answer>[] = [];
  try {
    submitted = Array.from({ length: SENT }, () =>
      locked.submit(hotel.formId, LEAD).finally(() => (answered += 1)),
    );
    await until('a submission to wait for the lock', async () => (await waitingConnections()) > 0);
    assert.equal((await other.say('Can I get a quote?')).status, 201);
    // It had a connection while the lock was held, because one connection alone waits for the lock.
    assert.ok((await waitingConnections()) <= 1);
    await until('the refusals', () => answered >= SENT - ADMITTED);
    assert.ok((await waitingConnections()) <= 1);
  } finally {
    await unlock();
  }
  const answers = await Promise.all(submitted);
  const refused = answers.filter(({ status }) => status === 429);
  // On a busy machine the wait of the first ones may be over before the last ones arrive, which then get their places.
  const captured = answers.filter(({ status }) => status === 201).length;
  const late = answers.filter(({ status }) => status === 503).length;
  assert.equal(refused.length + captured + late, SENT);
  assert.ok(captured > 0);
  assert.ok(refused.length <= SENT - ADMITTED);
  assert.ok(refused.length >= SENT - ADMITTED - late, `${refused.length} refused, ${late} late`);
  for (const { headers, body } of refused) {
    assert.deepEqual([headers.get('retry-after'), body.code], ['1', 'conversation_busy']);
  }
  assert.equal((await running.events(locked.conversationId)).length, captured);
});

test('a request that waits too long for its conversation gets an answer, and nothing of it is stored', async () => {
  const visitor = await running.visitor(hotel.widgetId);
  const unlock = await lockConversation(visitor.conversationId);
  let first: Promise<Answer>;
  let late: Answer;
  try {
    first = visitor.submit(hotel.formId, LEAD);
    await until('the first to wait for the lock', async () => (await waitingConnections()) === 1);
    late = await visitor.submit(hotel.formId, LEAD);
  } finally {
    await unlock();
  }
  assert.deepEqual(
    [late.status, late.body.code, late.headers.get('retry-after')],
    [503, 'conversation_busy', '1'],
  );
  assert.equal((await first).status, 201);
  assert.equal((await running.events(visitor.conversationId)).length, 1);
});

test('a workspace whose conversations are all locked leaves connections to other workspaces', async () => {
  const visitors = await Promise.all(Array.from({ length: 25 }, () => running.visitor(hotel.widgetId)));
  const stranger = await running.visitor((await setUpHotel(running.client())).widgetId);
  const other = await running.openTransaction();
  let submitted: Promise<Answer>[] = [];
  try {
    await other.query('SELECT FROM conversations.conversations WHERE id = ANY($1) FOR UPDATE', [
      visitors.map(({ conversationId }) => conversationId),
    ]);
    submitted = visitors.map((visitor) => visitor.submit(hotel.formId, LEAD));
    await until('half of the connections to wait', async () => (await waitingConnections()) >= 10);
    assert.equal((await stranger.say('Can I get a quote?')).status, 201);
    // It had a connection while the locks were held, because no more of them wait.
    assert.ok((await waitingConnections()) <= 10);
    await other.query('COMMIT');
  } finally {
    other.release();
  }
  const statuses = (await Promise.all(submitted)).map(({ status }) => status);
  assert.deepEqual(new Set(statuses), new Set([201]));
});
