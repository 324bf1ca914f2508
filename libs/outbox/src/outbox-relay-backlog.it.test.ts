import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { until } from '@flowforge/testing/until';
import { RunningOutbox } from './running-outbox.testing.js';

let outbox: RunningOutbox;
before(async () => {
  outbox = await RunningOutbox.start();
});
after(() => outbox.stop());

test('a backlog does not stop the heartbeat: a round ends before all of it is published', async () => {
  await outbox.backlog(10_000);
  const relay = outbox.relay();
  await until('the relay to claim', async () => (await outbox.counts()).claimed > 0);
  const before = relay.heartbeatAt;
  await until('the heartbeat', () => relay.heartbeatAt > before, 60_000);
  assert.ok((await outbox.counts()).unclaimed > 0);
  await relay.stop(0);
});

test('a relay that stops during a backlog leaves nothing claimed, so nothing is published again', async () => {
  await outbox.backlog(20_000);
  const relay = outbox.relay();
  await until('the relay to claim', async () => (await outbox.counts()).claimed > 0);
  await relay.stop(0);
  const { unclaimed, claimed } = await outbox.counts();
  assert.equal(claimed, 0);
  assert.ok(unclaimed > 0, 'it went on until the backlog was published');
});
