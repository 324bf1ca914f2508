import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { until } from '@flowforge/testing/until';
import { jetstreamManager } from '@nats-io/jetstream';
import { RunningOutbox, STREAM } from './running-outbox.testing.js';

let outbox: RunningOutbox;
before(async () => {
  outbox = await RunningOutbox.start();
});
after(() => outbox.stop());

const idsOnStream = async (): Promise<string[]> => (await outbox.onStream()).map(({ id }) => id);
const published = (ids: readonly string[]): Promise<boolean> =>
  until('the messages to be on the stream', async () => {
    const found = new Set(await idsOnStream());
    return ids.every((id) => found.has(id));
  });

test('two relays share one table: each message is published once, and settling leaves nothing behind', async () => {
  const relays = [outbox.relay(), outbox.relay()];
  const unclaimed = await Promise.all(Array.from({ length: 40 }, () => outbox.leftBehind(null)));
  const own = await Promise.all(
    relays.flatMap((relay) => Array.from({ length: 20 }, () => outbox.append(relay))),
  );
  const all = [...unclaimed, ...own];
  await published(all);
  const found = await outbox.onStream();
  assert.equal(found.length, all.length);
  assert.deepEqual(
    found.filter(({ isPossibleDuplicate }) => isPossibleDuplicate),
    [],
  );
  await outbox.store.settle(all);
  assert.deepEqual(await outbox.database.query('SELECT id FROM outbox_pending'), []);
  const [kept] = await outbox.database.query<{ count: string }>('SELECT count(*) FROM outbox');
  assert.equal(Number(kept?.count), all.length, 'settled messages stay until their partition is dropped');
});

test('a settled message is never updated; one that is not settled is marked as published', async () => {
  const relay = outbox.relay();
  await until('the relay to be ready', async () => {
    const id = await outbox.append(relay);
    const row = await outbox.pending(id);
    await outbox.store.settle([id]);
    return row?.claims === 1;
  });
  const id = await outbox.append(relay);
  await until('the mark', async () => (await outbox.pending(id))?.stream_seq);
  assert.equal((await outbox.pending(id))?.publications, 1);
  await outbox.store.settle([id]);
  assert.equal(await outbox.pending(id), undefined);
});

test('what a killed relay had claimed is published after its lease, as a possible duplicate', async () => {
  const id = await outbox.leftBehind(300);
  await published([id]);
  const found = (await outbox.onStream()).filter((message) => message.id === id);
  assert.deepEqual(found, [{ id, isPossibleDuplicate: true }]);
});

test('a message that the server refuses is put aside and blocks no other', async () => {
  const relay = outbox.relay();
  const refused = await outbox.append(relay, { subject: 'nowhere.test.v1' });
  const tooLarge = await outbox.append(relay, { payload: Buffer.alloc(3 * 1024 * 1024) });
  const others = await Promise.all(Array.from({ length: 10 }, () => outbox.append(relay)));
  await published(others);
  for (const id of [refused, tooLarge]) {
    await until('the refused message to wait', async () => (await outbox.pending(id))?.is_due === false);
    assert.equal((await outbox.pending(id))?.stream_seq, null);
    await outbox.store.settle([id]);
  }
});

test('broker away, then back with an empty store: everything unsettled is published again at once', async () => {
  const relay = outbox.relay();
  const beforeWipe = await outbox.append(relay);
  await until('the mark', async () => (await outbox.pending(beforeWipe))?.stream_seq);
  const unmarked = await outbox.append(relay);
  await outbox.nats.kill();
  const whileAway = await outbox.append(relay);
  await outbox.nats.restart({ wipe: true });
  await published([beforeWipe, unmarked, whileAway]);
  const found = await outbox.onStream();
  assert.equal(found.find(({ id }) => id === beforeWipe)?.isPossibleDuplicate, true);
});

test('an acknowledged message whose settlement was lost is published again', async () => {
  const relay = outbox.relay();
  const id = await outbox.append(relay);
  await published([id]);
  await outbox.connected(async (connection) => {
    const manager = await jetstreamManager(connection);
    await manager.streams.purge(STREAM.stream);
  });
  await published([id]);
  assert.equal((await outbox.onStream()).find((message) => message.id === id)?.isPossibleDuplicate, true);
});
