import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { after, afterEach, before, test } from 'node:test';
import { newId } from '@flowforge/contracts/ids';
import { NatsLink } from '@flowforge/messaging/nats-link';
import { createDataSource } from '@flowforge/postgres/data-source';
import { Database, type SqlValue } from '@flowforge/postgres/database';
import { createLog } from '@flowforge/service-kit/log';
import { until } from '@flowforge/testing/until';
import { Registry } from 'prom-client';
import type { DataSource } from 'typeorm';
import { ConversationChanges } from '../conversation/conversation-changes.js';
import { ServiceMetrics } from '../metrics/service-metrics.js';
import { Conversations } from '../running-conversations.testing.js';
import { EventStream } from './event-stream.js';
import { MessageStreams } from './message-streams.worker.js';
import { StreamedConversationStore } from './streamed-conversation.store.js';

/** Remembers how many streams each statement was about. */
class ObservedDatabase extends Database {
  readonly polled: number[] = [];

  override query<Row>(sql: string, parameters: readonly SqlValue[] = []): Promise<Row[]> {
    const [first] = parameters;
    if (sql.includes('WITH ORDINALITY')) this.polled.push(Array.isArray(first) ? first.length : 0);
    return super.query(sql, parameters);
  }
}

const workspaceId = newId();
const tokenOf = (conversationId: string): Buffer => Buffer.from(conversationId);
let conversations: Conversations;
let dataSource: DataSource;
let observed: ObservedDatabase;
let link: NatsLink;
let registry: Registry;
let streams: MessageStreams;

before(async () => {
  conversations = await Conversations.shared();
  const { databaseUrl, serviceNatsUrl } = conversations.addresses;
  dataSource = await createDataSource({
    url: databaseUrl,
    schema: 'conversations',
    applicationName: 'test',
  }).initialize();
  // These tests write with SQL, which sends no signal.
  link = new NatsLink({ url: serviceNatsUrl, name: 'test' }, () => undefined);
});
after(async () => {
  await link.close();
  await dataSource.destroy();
  await conversations.stop();
});
afterEach(() => streams.stop());

function start(times = { heartbeatMs: 60_000, pollMs: 100, stalledMs: 60_000 }): void {
  registry = new Registry();
  observed = new ObservedDatabase(dataSource);
  streams = new MessageStreams(
    new StreamedConversationStore(observed),
    new ConversationChanges(),
    link,
    new ServiceMetrics(registry),
    createLog('conversations', 'fatal'),
    { total: 40, perKey: 10 },
    times,
  );
  streams.start();
}

/** A conversation with so many messages, each of 4,000 characters. */
async function conversation(messages: number): Promise<string> {
  const id = newId();
  await dataSource.query(
    `INSERT INTO conversations (id, workspace_id, assistant_id, widget_id, channel, device_type, attributes, message_seq,
            started_at, last_activity_at, idle_close_minutes, idle_close_at)
     VALUES ($1, $2, $1, $1, 'chat', 'desktop', '{}', 0, now(), now(), 30, now() + interval '1 day')`,
    [id, workspaceId],
  );
  await dataSource.query(
    'INSERT INTO visitor_tokens (token_hash, workspace_id, conversation_id) VALUES ($1, $2, $3)',
    [tokenOf(id), workspaceId, id],
  );
  await addMessages(id, messages);
  return id;
}

async function addMessages(conversationId: string, count: number): Promise<void> {
  await dataSource.query(
    `WITH added AS (
       INSERT INTO messages (id, workspace_id, conversation_id, seq, role, text, created_at)
       SELECT gen_random_uuid(), workspace_id, id, message_seq + n, 'agent', repeat('x', 4000), now()
         FROM conversations, generate_series(1, $2) AS n WHERE id = $1)
     UPDATE conversations SET message_seq = message_seq + $2 WHERE id = $1`,
    [conversationId, count],
  );
}

function open(conversationId: string, after = 0): EventStream {
  return streams.openStream({ workspaceId, conversationId, tokenHash: tokenOf(conversationId) }, after);
}

/** Reads a stream; the answer grows. */
function textOf(stream: EventStream): { text: string; ended: boolean } {
  const received = { text: '', ended: false };
  stream.on('data', (chunk: Buffer) => (received.text += chunk.toString()));
  stream.on('end', () => (received.ended = true));
  return received;
}

test('without a signal, one statement per poll finds what is new for all streams', async () => {
  start();
  const ids: string[] = [];
  for (let count = 0; count < 30; count += 1) ids.push(await conversation(0));
  const received = ids.map((id) => textOf(open(id)));
  await until('a poll of all streams', () => observed.polled.at(-1) === ids.length);
  for (const id of ids.slice(0, 20)) await addMessages(id, 1);
  await until('the new messages', () => received.slice(0, 20).every(({ text }) => text.includes('id: 1\n')));
  assert.ok(received.slice(20).every(({ text }) => !text.includes('id: ')));
  const polls = observed.polled.length;
  await until('three more polls', () => observed.polled.length >= polls + 3);
  assert.ok(observed.polled.slice(polls).every((count) => count === ids.length));
});

test('a stream ends without `closed` when its token is revoked or its conversation is deleted', async () => {
  start();
  const [revoked, kept] = [await conversation(1), await conversation(1)];
  const [ending, staying] = [textOf(open(revoked)), textOf(open(kept))];
  await until('the messages', () => [ending, staying].every(({ text }) => text.includes('id: 1\n')));
  await dataSource.query('DELETE FROM visitor_tokens WHERE conversation_id = $1', [revoked]);
  await until('the end', () => ending.ended);
  assert.ok(!ending.text.includes('closed'));
  assert.equal(staying.ended, false);
  assert.match(await registry.metrics(), /message_streams_ended_total\{reason="token_revoked"\} 1/);
});

test('a comment comes when nothing else does', async () => {
  start({ heartbeatMs: 50, pollMs: 60_000, stalledMs: 60_000 });
  const received = textOf(open(await conversation(0)));
  await until('two heartbeats', () => received.text.split(': heartbeat\n\n').length > 2);
});

test('a client that does not read gets little into memory, loses its stream, and delays no other', async () => {
  start({ heartbeatMs: 60_000, pollMs: 100, stalledMs: 1_500 });
  const id = await conversation(1_999);
  const stuck = open(id);
  const server: Server = createServer((_, response) => stuck.pipe(response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address: AddressInfo | string | null = server.address();
  assert.ok(typeof address === 'object' && address !== null);
  const socket = connect(address.port, '127.0.0.1').pause();
  socket.on('error', () => undefined);
  socket.write('GET / HTTP/1.1\r\nhost: test\r\n\r\n');
  try {
    let most = 0;
    await until('the stream to be full', () => {
      most = Math.max(most, stuck.readableLength);
      return stuck.isFull;
    });
    const other = textOf(open(id, 1_990));
    await until('the messages of the other stream', () => other.text.includes('id: 1999\n'));
    await until('the end of the stream', () => {
      most = Math.max(most, stuck.readableLength);
      return stuck.destroyed;
    });
    // 64 KB, and one page of 20 messages on top.
    assert.ok(most < 160_000, `${most} bytes`);
    assert.ok(stuck.lastSeq < 1_999, `all ${stuck.lastSeq} messages were written`);
    assert.equal(other.ended, false);
    assert.match(await registry.metrics(), /message_streams_ended_total\{reason="stalled"\} 1/);
    assert.match(await registry.metrics(), /message_streams_open 1/);
  } finally {
    socket.destroy();
    server.close();
  }
});

test('a client that reads slowly gets everything, in order', async () => {
  start();
  const stream = open(await conversation(200));
  let text = '';
  for await (const chunk of stream) {
    text += String(chunk);
    await new Promise((resolve) => setImmediate(resolve));
    if (text.includes('id: 200\n')) break;
  }
  const ids = [...text.matchAll(/^id: (\d+)$/gm)].map(([, id]) => Number(id));
  assert.deepEqual(
    ids,
    Array.from({ length: 200 }, (_, index) => index + 1),
  );
});

test('after the shutdown has begun no stream is opened, and the open ones are complete', async () => {
  start();
  const id = await conversation(1);
  const received = textOf(open(id));
  await until('the message', () => received.text.includes('id: 1\n'));
  streams.endAll();
  await until('the end', () => received.ended);
  assert.throws(() => open(id), { code: 'streams_unavailable' });
});
