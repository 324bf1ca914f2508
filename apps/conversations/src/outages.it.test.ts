import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { until } from '@flowforge/testing/until';
import { RunningConversations, setUpHotel } from './running-conversations.testing.js';
import type { Client } from './api-client.testing.js';

const LEAD = { name: 'Smith', email: 'smith@gmail.com' };
let running: RunningConversations;
let api: Client;
let hotel: Awaited<ReturnType<typeof setUpHotel>>;

before(async () => {
  running = await RunningConversations.start();
  api = running.client();
  hotel = await setUpHotel(api);
});
after(() => running.stop());

const readyLine = (pattern: RegExp): Promise<boolean> =>
  until(`/readyz to say ${pattern}`, async () => {
    const { status, text } = await running.ops('/readyz?verbose');
    return status === 200 && pattern.test(text);
  });

test('ops: alive, ready, and measured', async () => {
  await running.visitor(hotel.widgetId).then((visitor) => visitor.say('hello'));
  const live = await running.ops('/livez');
  assert.equal(live.status, 200);
  for (const loop of ['outbox relay', 'idle closer']) assert.match(live.text, new RegExp(`${loop}: ok`));
  await readyLine(/\[\+\] postgres: ok\n\[\+\] migrations: ok\n.*durability.*\n\[\+\] nats: ok/);
  const { text } = await until('the background count', async () => {
    const metrics = await running.ops('/metrics');
    return /^conversations_open [1-9]/m.test(metrics.text) && metrics;
  });
  for (const metric of ['outbox_unpublished', 'outbox_oldest_age_seconds', 'outbox_republished_total']) {
    assert.match(text, new RegExp(`^${metric} \\d`, 'm'));
  }
  assert.match(text, /^intent_classify_duration_seconds_count [1-9]/m);
});

test('while NATS is away everything is taken; what happened goes out when it is back, its store wiped', async () => {
  await running.nats.kill();
  const visitor = await running.visitor(hotel.widgetId);
  assert.equal((await visitor.say('Can I get a quote?')).status, 201);
  assert.equal((await visitor.submit(hotel.formId, LEAD)).status, 201);
  assert.equal((await visitor.close()).status, 200);
  assert.equal((await api.get(`/v1/conversations/${visitor.conversationId}`)).status, 200);
  assert.deepEqual(await running.states(visitor.conversationId), ['new', 'new', 'new']);
  await readyLine(/degraded: nats_down/);
  await running.nats.restart({ wipe: true });
  await until('all three to be published', async () =>
    (await running.states(visitor.conversationId)).every((state) => state === 'published'),
  );
  await readyLine(/\[\+\] nats: ok/);
});

test('what was committed before a kill is published after it', async () => {
  await running.nats.kill();
  const visitor = await running.visitor(hotel.widgetId);
  const { body } = await visitor.submit(hotel.formId, LEAD);
  await running.process.kill();
  await running.nats.restart();
  await running.process.restart();
  await until(
    'the event to be published',
    async () => (await running.states(visitor.conversationId))[0] === 'published',
  );
  const captured = await until('the registry to answer', async () => {
    const answer = await api.get(`/v1/captured-forms/${body.captured_form_id}`);
    return answer.status === 200 && answer;
  });
  assert.equal(captured.body.conversation_id, visitor.conversationId);
});

test('idle conversations end, once, even those whose closer was killed; a message keeps one open', async () => {
  const visitors = await Promise.all(Array.from({ length: 5 }, () => running.visitor(hotel.widgetId)));
  const [spoken, claimed, ...silent] = visitors;
  assert.ok(spoken && claimed);
  await running.process.kill();
  const overdue = async (ids: string[]): Promise<unknown> =>
    running.rows(
      `UPDATE conversations.conversations SET idle_close_at = now() - interval '1 second', idle_check_at = now() - interval '1 second' WHERE id = ANY($1)`,
      [ids],
    );
  await overdue([claimed, ...silent].map((visitor) => visitor.conversationId));
  // As a closer leaves it that dies after its claim, the claim almost over.
  await running.rows(
    `UPDATE conversations.conversations SET idle_check_at = clock_timestamp() + interval '2 seconds' WHERE id = $1`,
    [claimed.conversationId],
  );
  await running.process.restart();
  assert.equal((await spoken.say('I am still here')).status, 201);
  for (const visitor of [claimed, ...silent]) {
    const [event, ...more] = await until('the conversation to end', async () => {
      const events = await running.events(visitor.conversationId);
      return events.length > 0 && events;
    });
    assert.deepEqual(more, []);
    assert.ok(event?.type === 'conversation.closed' && event.data.closed_reason === 'idle');
    assert.equal((await visitor.close().then(({ body }) => body)).closed_reason, 'idle');
  }
  assert.deepEqual(await running.events(spoken.conversationId), []);
});

test('a drain finishes what it has begun, and exits 0', async () => {
  // The messages of one conversation wait for each other for 5 s at most, so there are only a few of each.
  const visitors = await Promise.all(Array.from({ length: 4 }, () => running.visitor(hotel.widgetId)));
  const ids = visitors.map(({ conversationId }) => conversationId);
  const sent = Promise.allSettled(
    visitors.flatMap((visitor) => Array.from({ length: 5 }, () => visitor.say('Can I get a quote?'))),
  );
  const statesOf = async (): Promise<string[]> =>
    (await Promise.all(ids.map((id) => running.states(id)))).flat();
  await until('the first message to be stored', async () => (await statesOf()).length > 0);
  assert.equal(await running.process.stop(), 0);
  const taken = (await sent).filter((result) => result.status === 'fulfilled');
  assert.deepEqual([...new Set(taken.map((result) => result.value.status))], [201]);
  const states = await statesOf();
  assert.ok(states.length >= 1 && states.length <= ids.length, String(states));
  assert.deepEqual([...new Set(states)], ['published']);
  const stored = await running.rows(
    'SELECT id FROM conversations.messages WHERE conversation_id = ANY($1) AND client_id IS NULL',
    [ids],
  );
  assert.equal(stored.length, ids.length + 2 * taken.length);
  await running.process.restart();
});
