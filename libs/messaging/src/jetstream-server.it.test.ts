import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import { type JetStreamManager, jetstream, jetstreamManager, type JsMsg } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { ReceivedValues } from './received-values.testing.js';
import { ensureStream } from './ensure-streams.js';
import { type JetStreamBatch, JetStreamServer } from './jetstream-server.js';
import { NatsLink } from './nats-link.js';
import { natsOptions } from './nats-options.js';
import { PrivateNats } from './private-nats.testing.js';
import { EVENTS_STREAM, type StreamDefinition } from './streams.js';

const DEFINITION: StreamDefinition = { ...EVENTS_STREAM, ackWaitMs: 2_500 };
/** Deadline of every wait, in milliseconds; enough for a slow machine. */
const DEADLINE_MS = 15_000;

describe('JetStreamServer', () => {
  let nats: PrivateNats;
  let operator: NatsConnection;
  let manager: JetStreamManager;
  let link: NatsLink;
  let server: JetStreamServer;
  let handle: (batch: JetStreamBatch) => void;
  let batches: ReceivedValues<JetStreamBatch>;
  let errors: ReceivedValues<unknown>;

  const connectOperator = async (): Promise<void> => {
    operator = await connect(natsOptions({ url: nats.url('operator'), name: 'test' }));
    manager = await jetstreamManager(operator);
  };
  const restart = async (options: { wipe: boolean }): Promise<void> => {
    await nats.kill();
    await operator.close();
    await nats.restart(options);
    await connectOperator();
  };

  before(async () => {
    nats = await PrivateNats.start(process.env);
    await connectOperator();
  });
  after(async () => {
    await operator.close();
    await nats.stop();
  });
  beforeEach(async () => {
    await ensureStream(manager, DEFINITION);
    batches = new ReceivedValues();
    errors = new ReceivedValues();
    handle = () => undefined;
    link = new NatsLink({ url: nats.url('delivery'), name: 'test' }, (refusal) => errors.add(refusal));
    server = new JetStreamServer(link, [DEFINITION], (_, error) => errors.add(error));
    const handler = (batch: JetStreamBatch): Promise<void> => {
      batches.add(batch);
      handle(batch);
      return Promise.resolve();
    };
    server.addHandler(DEFINITION.stream, handler, true);
    server.listen(() => undefined);
  });
  afterEach(async () => {
    await server.close();
    await link.close();
    await manager.streams.delete(DEFINITION.stream);
  });

  const publish = async (content: string): Promise<void> => {
    await jetstream(operator).publish('events.test.v1', content);
  };
  /** The next batch that the handler gets, and its first message. */
  const received = async (): Promise<{ message: JsMsg; batch: JetStreamBatch }> => {
    const batch = await batches.next('a batch', DEADLINE_MS);
    const [message] = batch.messages;
    assert.ok(message);
    return { message, batch };
  };

  test('an acknowledged message leaves the stream', async () => {
    await publish('one');
    const { message } = await received();
    assert.equal(message.string(), 'one');
    assert.equal(await message.ackAck(), true);
    assert.equal((await manager.streams.info(DEFINITION.stream)).state.messages, 0);
  });

  test('a returned message (nak) is redelivered and marked as redelivered', async () => {
    await publish('one');
    const first = await received();
    assert.equal(first.message.redelivered, false);
    first.message.nak();
    const second = await received();
    assert.equal(second.message.seq, first.message.seq);
    assert.equal(second.message.redelivered, true);
    second.message.ack();
  });

  test('a dropped message (term) is not redelivered', async () => {
    await publish('one');
    const dropped = await received();
    dropped.message.term();
    await publish('two');
    const next = await received();
    assert.equal(next.message.string(), 'two');
    assert.equal(await next.message.ackAck(), true);
    assert.equal((await manager.streams.info(DEFINITION.stream)).state.messages, 0);
  });

  test('a message without an answer is redelivered after the ack wait, not before', async () => {
    await publish('one');
    const first = await received();
    const receivedAt = performance.now();
    const second = await received();
    assert.ok(performance.now() - receivedAt > DEFINITION.ackWaitMs - 500);
    assert.equal(second.message.seq, first.message.seq);
    assert.equal(second.message.redelivered, true);
    second.message.ack();
  });

  test('when the handler throws, messages without an answer are returned and the error is reported', async () => {
    const failure = new Error('the handler failed');
    let answered = 0;
    handle = ({ messages }) => {
      for (const message of messages) {
        if (message.string() !== 'answered') continue;
        message.ack();
        answered += 1;
      }
      if (messages.some((message) => message.string() === 'unanswered' && !message.redelivered))
        throw failure;
      for (const message of messages) message.ack();
    };
    await publish('answered');
    await publish('unanswered');
    assert.equal(await errors.next('the error', DEADLINE_MS), failure);
    for (;;) {
      const { messages } = await batches.next('the returned message', DEADLINE_MS);
      if (messages.some((message) => message.redelivered)) {
        assert.deepEqual(
          messages.map((message) => message.string()),
          ['unanswered'],
        );
        break;
      }
    }
    assert.equal(answered, 1);
  });

  test('a paused loop pulls no messages; after resuming it gets those that came meanwhile', async () => {
    await publish('one');
    (await received()).message.ack();
    server.setPaused(DEFINITION.stream, true);
    const consumer = await jetstream(operator).consumers.get(DEFINITION.stream, DEFINITION.consumer);
    // The request for messages that was open is withdrawn.
    while ((await consumer.info()).num_waiting > 0) await new Promise((resolve) => setTimeout(resolve, 10));
    await publish('two');
    assert.equal((await consumer.info()).num_pending, 1);
    server.setPaused(DEFINITION.stream, false);
    const { message } = await received();
    assert.equal(message.string(), 'two');
    message.ack();
  });

  test('after a restart of the server, all messages on the stream count as possibly redelivered', async () => {
    await publish('one');
    const before = await received();
    assert.equal(before.message.string(), 'one');
    await restart({ wipe: false });
    await publish('two');
    const contents = new Set<string>();
    while (contents.size < 2) {
      const { messages, possiblyRedeliveredUpTo } = await batches.next('both messages', DEADLINE_MS);
      for (const message of messages) {
        contents.add(message.string());
        if (message.string() === 'one') assert.ok(message.seq <= possiblyRedeliveredUpTo);
        message.ack();
      }
    }
    assert.deepEqual([...contents].sort(), ['one', 'two']);
  });

  test('after a restart with an empty store, stream and consumer are created again and messages arrive', async () => {
    await publish('one');
    (await received()).message.ack();
    await restart({ wipe: true });
    await ensureStream(manager, DEFINITION);
    await publish('after');
    const { message } = await received();
    assert.equal(message.string(), 'after');
    message.ack();
  });
});
