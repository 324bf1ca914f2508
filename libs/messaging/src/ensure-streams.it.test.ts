import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { jetstreamManager, type JetStreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { ensureStream } from './ensure-streams.js';
import { natsOptions } from './nats-options.js';
import { PrivateNats } from './private-nats.testing.js';
import { EVENTS_STREAM } from './streams.js';

let nats: PrivateNats;
let operator: NatsConnection;
let manager: JetStreamManager;

before(async () => {
  nats = await PrivateNats.start(process.env);
  operator = await connect(natsOptions({ url: nats.url('operator'), name: 'test' }));
  manager = await jetstreamManager(operator);
});
after(async () => {
  await operator.close();
  await nats.stop();
});

test('a new stream is kept by as many servers as its definition says, by default by one', async () => {
  // A server alone cannot keep three copies, and says so.
  await assert.rejects(ensureStream(manager, { ...EVENTS_STREAM, replicas: 3 }), /replicas > 1/);
  const { config } = await ensureStream(manager, EVENTS_STREAM);
  assert.equal(config.num_replicas, 1);
});

test('an existing stream is left as it is', async () => {
  const { config } = await ensureStream(manager, { ...EVENTS_STREAM, replicas: 3 });
  assert.equal(config.num_replicas, 1);
});
