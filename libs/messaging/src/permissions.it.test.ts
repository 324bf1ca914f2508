import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { SERVICE_NAMES } from '@flowforge/contracts/words';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { ensureConsumer, ensureStream } from './ensure-streams.js';
import { natsOptions } from './nats-options.js';
import type { NatsClientName } from './permissions.js';
import { PrivateNats } from './private-nats.testing.js';
import { refusalIn } from './refusals.js';
import { EVENTS_STREAM, ROUTING_STREAM } from './streams.js';
import type { NatsUserName } from './users.js';

/** Subjects and the users that may publish to them. Contains every subject of the system, and some that none of them may use. */
const PUBLISHERS: Record<string, readonly NatsClientName[]> = {
  'registry.verify-api-key': ['conversations', 'delivery'],
  'registry.disable-webhook': ['delivery'],
  'registry.record-audit-entries': ['conversations', 'delivery'],
  'registry.mint-api-key': [],
  'registry.ensure-workspace': [],
  'conversations.check-source': ['registry'],
  'settlements.conversations': ['delivery'],
  'settlements.registry': ['delivery'],
  'registry.api-key-revoked': ['registry'],
  'registry.session-ended': ['registry'],
  'conversations.conversation-changed': ['conversations'],
  'delivery.routing-applied': ['delivery'],
  'events.captured_form.created.v1': ['conversations'],
  'routing.webhook.changed.v1': ['registry'],
  '$JS.API.INFO': ['conversations', 'registry', 'delivery'],
  '$JS.API.STREAM.INFO.EVENTS': ['conversations', 'delivery'],
  '$JS.API.STREAM.CREATE.EVENTS': ['conversations', 'delivery'],
  '$JS.API.STREAM.INFO.ROUTING': ['registry', 'delivery'],
  '$JS.API.STREAM.CREATE.ROUTING': ['registry', 'delivery'],
  '$JS.API.STREAM.DELETE.EVENTS': [],
  '$JS.API.STREAM.PURGE.EVENTS': [],
  '$JS.API.STREAM.UPDATE.ROUTING': [],
  '$JS.API.STREAM.MSG.GET.EVENTS': [],
  '$JS.API.STREAM.CREATE.ANOTHER': [],
  '$JS.API.CONSUMER.INFO.EVENTS.delivery': ['delivery'],
  '$JS.API.CONSUMER.CREATE.EVENTS.delivery': ['delivery'],
  '$JS.API.CONSUMER.CREATE.EVENTS.eavesdropper': [],
  '$JS.API.CONSUMER.DELETE.EVENTS.delivery': [],
  '$JS.API.CONSUMER.MSG.NEXT.EVENTS.delivery': ['delivery'],
  '$JS.API.CONSUMER.MSG.NEXT.ROUTING.delivery': ['delivery'],
  '$JS.ACK.EVENTS.delivery.1.1.1.1.1': ['delivery'],
  '$JS.ACK.ROUTING.delivery.1.1.1.1.1': ['delivery'],
  '_INBOX.conversations.x': [],
  '_INBOX.registry.x': [],
  '_INBOX.delivery.x': [],
  'anything.else': [],
};

/** The same for subscriptions: `subject queue` is one in that queue group. */
const SUBSCRIBERS: Record<string, readonly NatsClientName[]> = {
  'registry.verify-api-key registry': ['registry'],
  'registry.disable-webhook registry': ['registry'],
  'registry.record-audit-entries registry': ['registry'],
  'registry.record-audit-entries': [],
  'registry.verify-api-key': [],
  'registry.verify-api-key another': [],
  'conversations.check-source conversations': ['conversations'],
  'conversations.check-source': [],
  'settlements.conversations conversations': ['conversations'],
  'settlements.conversations': [],
  'settlements.registry registry': ['registry'],
  'registry.api-key-revoked': ['conversations', 'delivery'],
  'conversations.conversation-changed': ['conversations'],
  'delivery.routing-applied': ['delivery'],
  'registry.session-ended': ['console'],
  '_INBOX.console.>': [],
  '_INBOX.conversations.>': ['conversations'],
  '_INBOX.registry.>': ['registry'],
  '_INBOX.delivery.>': ['delivery'],
  '_INBOX.>': [],
  'events.>': [],
  'routing.>': [],
  '$JS.>': [],
  '>': [],
};

/** The subjects that a user may not use. */
function refusedTo(name: NatsClientName, table: Record<string, readonly NatsClientName[]>): string[] {
  return Object.entries(table)
    .filter(([, names]) => !names.includes(name))
    .map(([subject]) => subject);
}

describe('the permissions of NATS users', () => {
  let nats: PrivateNats;
  const connections: NatsConnection[] = [];
  const open = async (user: NatsUserName): Promise<NatsConnection> => {
    const connection = await connect(natsOptions({ url: nats.url(user), name: 'test' }));
    connections.push(connection);
    return connection;
  };

  before(async () => {
    nats = await PrivateNats.start(process.env);
    const manager = await jetstreamManager(await open('operator'));
    await ensureConsumer(manager, EVENTS_STREAM);
    await ensureConsumer(manager, ROUTING_STREAM);
  });
  after(async () => {
    await Promise.all(connections.map((connection) => connection.close()));
    await nats.stop();
  });

  for (const service of [...SERVICE_NAMES, 'console'] as const) {
    test(`${service} may publish to its own subjects only`, async () => {
      const connection = await open(service);
      const refused: string[] = [];
      const watch = async (): Promise<void> => {
        for await (const status of connection.status()) {
          const refusal = status.type === 'error' ? refusalIn(status.error) : undefined;
          if (refusal?.operation === 'publish') refused.push(refusal.subject);
        }
      };
      void watch();
      const received: string[] = [];
      const observer = await open('operator');
      for (const subject of refusedTo(service, PUBLISHERS)) {
        observer.subscribe(subject, { callback: (_, message) => void received.push(message.subject) });
      }
      await observer.flush();

      for (const subject of Object.keys(PUBLISHERS)) connection.publish(subject);
      await connection.flush();
      await observer.flush();
      await setImmediate();
      assert.deepEqual(refused, refusedTo(service, PUBLISHERS));
      assert.deepEqual(received, []);
    });

    test(`${service} may subscribe to its own subjects only, and to no inbox but its own`, async () => {
      const connection = await open(service);
      const refused: string[] = [];
      for (const entry of Object.keys(SUBSCRIBERS)) {
        const [subject = '', queue] = entry.split(' ');
        connection.subscribe(subject, {
          ...(queue === undefined ? {} : { queue }),
          callback: (error) => {
            if (error !== null) refused.push(entry);
          },
        });
      }
      await connection.flush();
      await setImmediate();
      assert.deepEqual(refused, refusedTo(service, SUBSCRIBERS));
    });
  }

  test('a wrong password, or none, is refused', async () => {
    const url = new URL(nats.url('delivery'));
    const login = (href: string): Promise<NatsConnection> =>
      connect({ ...natsOptions({ url: href, name: 'test' }), ignoreAuthErrorAbort: false });
    for (const password of ['wrong', '']) {
      url.password = password;
      await assert.rejects(login(url.href), { name: 'AuthorizationError' });
    }
    url.username = '';
    await assert.rejects(login(url.href), { name: 'AuthorizationError' });
  });

  test('producers and the consumer can create, fill and empty the streams', async () => {
    const operator = await jetstreamManager(await open('operator'));
    for (const definition of [EVENTS_STREAM, ROUTING_STREAM]) {
      await operator.streams.delete(definition.stream);
      const producer = await open(definition.producer);
      await ensureStream(await jetstreamManager(producer), definition);
      const consumer = await open(definition.consumer);
      await ensureConsumer(await jetstreamManager(consumer), definition);
      await jetstream(producer).publish(`${definition.subjects[0]?.replace('>', 'x')}`, 'content');
      const durable = await jetstream(consumer).consumers.get(definition.stream, definition.consumer);
      const message = await durable.next({ expires: 5_000 });
      assert.equal(message?.string(), 'content');
      assert.equal(await message.ackAck(), true);
      const { state } = await operator.streams.info(definition.stream);
      assert.equal(state.messages, 0);
    }
  });
});
