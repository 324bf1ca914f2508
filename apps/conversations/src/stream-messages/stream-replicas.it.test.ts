import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { ServiceProcess } from '@flowforge/testing/service-process';
import { until } from '@flowforge/testing/until';
import { RunningConversations, setUpHotel } from '../running-conversations.testing.js';
import { VisitorClient } from '../api-client.testing.js';
import { type OpenOptions, ReceivedEvents } from './received-events.testing.js';

const MAX_STREAMS = 20;
/** As `STREAM_TIMES.pollMs`. */
const POLL_MS = 5_000;

let running: RunningConversations;
let replica: ServiceProcess;
let widgetId: string;
const streams: ReceivedEvents[] = [];

before(async () => {
  const environment = { MAX_STREAMS: String(MAX_STREAMS) };
  running = await RunningConversations.start(environment);
  replica = await running.startReplica(environment);
  ({ widgetId } = await setUpHotel(running.client()));
});
after(async () => {
  for (const stream of streams) stream.close();
  await replica.stop();
  await running.stop();
});

async function open(visitor: VisitorClient, options: OpenOptions = {}): Promise<ReceivedEvents> {
  const stream = await ReceivedEvents.open(visitor, options);
  streams.push(stream);
  return stream;
}

test('without NATS a message through one replica reaches the streams of the other at the next poll', async () => {
  const visitor = await running.visitor(widgetId);
  const stream = await open(visitor, { url: replica.url });
  await stream.untilSeq(1);
  await running.nats.kill();
  await visitor.say('one');
  await stream.untilSeq(3);
  assert.deepEqual(stream.seqs, [1, 2, 3]);
  await running.nats.restart();
});

test('with NATS, also after its return, it reaches them at once', async () => {
  const visitor = await running.visitor(widgetId);
  const stream = await open(visitor, { url: replica.url });
  await stream.untilSeq(1);
  const startedAt = performance.now();
  for (let round = 0; round < 10; round += 1) {
    await visitor.say(`message ${round}`);
    await stream.untilSeq(3 + 2 * round);
  }
  // A poll alone would need half of its period for each message on average.
  assert.ok(performance.now() - startedAt < 4 * POLL_MS);
  await visitor.close();
  assert.equal(await stream.untilEnd(), 'complete');
  assert.equal(stream.events.at(-1)?.event, 'closed');
});

test('a replica that is killed or drained loses nothing: its clients go on at another one, and it starts again', async () => {
  const visitor = await running.visitor(widgetId);
  const first = await open(visitor, { url: replica.url });
  await first.untilSeq(1);
  await replica.kill();
  assert.equal(await first.untilEnd(), 'broken');
  await visitor.say('one');
  const second = await open(visitor, { lastEventId: '1' });
  await second.untilSeq(3);
  assert.deepEqual(second.seqs, [2, 3]);

  await replica.restart();
  const third = await open(visitor, { url: replica.url, lastEventId: '3' });
  await visitor.say('two');
  await Promise.all([second.untilSeq(5), third.untilSeq(5)]);
  assert.deepEqual(third.seqs, [4, 5]);

  assert.equal(await replica.stop(), 0);
  assert.equal(await third.untilEnd(), 'complete');
  assert.ok(third.events.every(({ event }) => event === 'message'));
});

test('a process has a bound of streams', async () => {
  const visitors = [await running.visitor(widgetId), await running.visitor(widgetId)];
  await until('the streams of the tests before to be gone', async () => {
    for (const stream of streams) stream.close();
    return /^message_streams_open 0$/m.test((await running.ops('/metrics')).text);
  });
  const opened = await Promise.all(
    visitors.flatMap((visitor) => Array.from({ length: MAX_STREAMS / 2 }, () => open(visitor))),
  );
  assert.ok(opened.every(({ status }) => status === 200));
  const third = await running.visitor(widgetId);
  const { status, headers, body } = await third.get(`${third.path}/stream`);
  assert.deepEqual([status, body.code, headers.get('retry-after')], [503, 'streams_unavailable', '5']);
  assert.equal((await third.say('but a message is taken')).status, 201);
});
