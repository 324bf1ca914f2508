import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { until } from '@flowforge/testing/until';
import { Conversations, setUpHotel } from '../running-conversations.testing.js';
import type { Client, VisitorClient } from '../api-client.testing.js';
import { ReceivedEvents } from './received-events.testing.js';

let conversations: Conversations;
let api: Client;
let hotel: Awaited<ReturnType<typeof setUpHotel>>;
const streams: ReceivedEvents[] = [];

before(async () => {
  conversations = await Conversations.shared();
  api = conversations.client();
  hotel = await setUpHotel(api);
});
after(async () => {
  for (const stream of streams) stream.close();
  await conversations.stop();
});

async function open(...args: Parameters<typeof ReceivedEvents.open>): Promise<ReceivedEvents> {
  const stream = await ReceivedEvents.open(...args);
  streams.push(stream);
  return stream;
}

const numbers = (first: number, last: number): number[] =>
  Array.from({ length: last - first + 1 }, (_, index) => first + index);

describe('a stream', () => {
  test('sends what is stored, then each message as it is stored, as a list of messages shows it', async () => {
    const visitor = await conversations.visitor(hotel.widgetId);
    await visitor.say('one');
    const stream = await open(visitor);
    assert.equal(stream.status, 200);
    assert.equal(stream.headers.get('content-type'), 'text/event-stream; charset=utf-8');
    assert.equal(stream.headers.get('cache-control'), 'no-store');
    assert.equal(stream.headers.get('x-accel-buffering'), 'no');
    await stream.untilSeq(3);
    await visitor.say('two');
    await stream.untilSeq(5);
    const { body } = await visitor.get(`${visitor.path}/messages`);
    assert.deepEqual(
      stream.events.map(({ data }) => data),
      body.items,
    );
    assert.deepEqual(
      stream.events.map(({ id, event }) => [id, event]),
      numbers(1, 5).map((seq) => [String(seq), 'message']),
    );
    assert.match(stream.others[0] ?? '', /^retry: [1-5]\d{3}$/);
  });

  test('begins after a number; a client that connects again goes on after the last id', async () => {
    const visitor = await conversations.visitor(hotel.widgetId);
    for (const text of ['one', 'two', 'three']) await visitor.say(text);
    const [later, again] = [
      await open(visitor, { after: 5 }),
      await open(visitor, { after: 1, lastEventId: '4' }),
    ];
    await Promise.all([later.untilSeq(7), again.untilSeq(7)]);
    assert.deepEqual(
      [later.seqs, again.seqs],
      [
        [6, 7],
        [5, 6, 7],
      ],
    );
    const nothing = await open(visitor, { lastEventId: '7' });
    await visitor.say('four');
    await nothing.untilSeq(9);
    assert.deepEqual(nothing.seqs, [8, 9]);
  });

  test('refuses a position that no stream has', async () => {
    const visitor = await conversations.visitor(hotel.widgetId);
    for (const query of ['after=x', 'after=-1', 'after=2001', 'after=1e1', 'after=']) {
      const { status, body } = await visitor.get(`${visitor.path}/stream?${query}`);
      assert.deepEqual([status, body.errors[0].field], [422, 'after'], query);
    }
    for (const id of ['x', '-1', '2001']) {
      const { status, body } = await visitor.call('GET', `${visitor.path}/stream`, undefined, {
        'last-event-id': id,
      });
      assert.deepEqual([status, body.errors[0].field], [422, 'last-event-id'], id);
    }
    assert.equal((await visitor.get(`${visitor.path}/stream?since=1`)).body.code, 'unknown_field');
  });

  test('sends a long conversation whole and in order', async () => {
    const visitor = await conversations.visitor(hotel.widgetId);
    await conversations.rows(
      `INSERT INTO conversations.messages (id, workspace_id, conversation_id, seq, role, text, created_at)
       SELECT gen_random_uuid(), workspace_id, conversation_id, n, 'visitor', repeat('x', 4000), now()
         FROM conversations.messages, generate_series(2, 1999) AS n WHERE conversation_id = $1`,
      [visitor.conversationId],
    );
    await conversations.rows(`UPDATE conversations.conversations SET message_seq = 1999 WHERE id = $1`, [
      visitor.conversationId,
    ]);
    const stream = await open(visitor);
    await stream.untilSeq(1999);
    assert.deepEqual(stream.seqs, numbers(1, 1999));
  });

  test('ends with the conversation, with the reason; one that is opened later sends the rest and ends too', async () => {
    const visitor = await conversations.visitor(hotel.widgetId);
    const stream = await open(visitor);
    await stream.untilSeq(1);
    const { body } = await api.post(`/v1/conversations/${visitor.conversationId}/close`);
    const late = await open(visitor, { after: 0 });
    for (const ended of [stream, late]) {
      assert.equal(await ended.untilEnd(), 'complete');
      assert.deepEqual(ended.seqs, [1]);
      const last = ended.events.at(-1);
      assert.deepEqual([last?.event, last?.id], ['closed', undefined]);
      assert.deepEqual(last?.data, { reason: 'agent', ended_at: body.ended_at });
    }
  });

  test('is for the visitor of the conversation only', async () => {
    const [visitor, other] = [
      await conversations.visitor(hotel.widgetId),
      await conversations.visitor(hotel.widgetId),
    ];
    const path = `${visitor.path}/stream`;
    assert.equal((await conversations.stranger().get(path)).status, 401);
    assert.equal((await api.get(path)).status, 401);
    const { status, body } = await other.get(path);
    assert.deepEqual([status, body.code], [404, 'conversation_not_found']);
  });

  test('is not opened by HEAD', async () => {
    const visitor = await conversations.visitor(hotel.widgetId);
    for (let count = 0; count < 12; count += 1) {
      assert.equal((await visitor.call('HEAD', `${visitor.path}/stream`)).status, 200);
    }
    const stream = await open(visitor);
    await stream.untilSeq(1);
  });
});

test('ten streams of one conversation are open at once; an eleventh has to wait for the end of one', async () => {
  const visitor = await conversations.visitor(hotel.widgetId);
  const ten = await Promise.all(Array.from({ length: 10 }, () => open(visitor)));
  const { status, headers, body } = await visitor.get(`${visitor.path}/stream`);
  assert.deepEqual([status, body.code, headers.get('retry-after')], [429, 'too_many_streams', '5']);
  await visitor.say('hello');
  for (const stream of ten) await stream.untilSeq(3);
  ten[0]?.close();
  const next = await until('room for another one', async () => {
    const stream = await open(visitor);
    return stream.status === 200 && stream;
  });
  await next.untilSeq(3);
});

describe('no message is lost or repeated', () => {
  test('when it commits while an earlier one is not committed yet, and the stream is opened between', async () => {
    const visitor = await conversations.visitor(hotel.widgetId);
    const other = await conversations.openTransaction();
    try {
      await other.query('SELECT FROM conversations.conversations WHERE id = $1 FOR UPDATE', [
        visitor.conversationId,
      ]);
      await other.query(
        `INSERT INTO conversations.messages (id, workspace_id, conversation_id, seq, role, text, created_at)
         SELECT gen_random_uuid(), workspace_id, id, 2, 'agent', 'from the other connection', now()
           FROM conversations.conversations WHERE id = $1`,
        [visitor.conversationId],
      );
      await other.query('UPDATE conversations.conversations SET message_seq = 2 WHERE id = $1', [
        visitor.conversationId,
      ]);
      const said = visitor.say('after it');
      const stream = await open(visitor);
      await stream.untilSeq(1);
      assert.deepEqual(stream.seqs, [1]);
      await other.query('COMMIT');
      assert.equal((await said).body.messages[0].seq, 3);
      await stream.untilSeq(4);
      assert.deepEqual(stream.seqs, [1, 2, 3, 4]);
      assert.equal(stream.events[1]?.data.text, 'from the other connection');
    } finally {
      other.release();
    }
  });

  test('while many are written and streams are opened and connected again all the time', async () => {
    const visitor = await conversations.visitor(hotel.widgetId);
    const writing = (async () => {
      for (let round = 0; round < 15; round += 1) {
        await Promise.all([visitor.say(`left ${round}`), visitor.say(`right ${round}`)]);
      }
    })();
    const last = 1 + 15 * 4;
    const reading = Array.from({ length: 6 }, async (_, reader) => {
      const seen: number[] = [];
      while (seen.at(-1) !== last) {
        const stream = await open(visitor, { lastEventId: String(seen.at(-1) ?? 0) });
        const target = Math.min(last, (seen.at(-1) ?? 0) + 5 + reader);
        await stream.untilSeq(target);
        stream.close();
        await stream.untilEnd();
        seen.push(...stream.seqs);
      }
      return seen;
    });
    await writing;
    for (const seen of await Promise.all(reading)) assert.deepEqual(seen, numbers(1, last));
  });
});

test('five times as many streams as connections to Postgres are open, and messages go on', async () => {
  const visitors: VisitorClient[] = [];
  for (let count = 0; count < 10; count += 1) visitors.push(await conversations.visitor(hotel.widgetId));
  const many = await Promise.all(
    visitors.flatMap((visitor) => Array.from({ length: 10 }, () => open(visitor))),
  );
  await Promise.all(many.map((stream) => stream.untilSeq(1)));
  const answers = await Promise.all(visitors.map((visitor) => visitor.say('hello')));
  assert.ok(answers.every(({ status }) => status === 201));
  await Promise.all(many.map((stream) => stream.untilSeq(3)));
});
