import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { RunningOutbox } from './running-outbox.testing.js';

let outbox: RunningOutbox;
before(async () => {
  outbox = await RunningOutbox.start();
});
after(() => outbox.stop());

const RELAY = randomUUID();
const CREATED = '2026-11-26T10:00:00Z';

test('an older reading of the stream that is stored second is discarded', async () => {
  const { store } = outbox;
  assert.equal(await store.storeReading('A', null, { created: CREATED, lastSeq: 5 }), 1);
  const before = await store.lastReading('A');
  // Both replicas read the stream now; the one that read first stores second.
  assert.equal(await store.storeReading('A', before, { created: CREATED, lastSeq: 20 }), 1);
  assert.equal(await store.storeReading('A', before, { created: CREATED, lastSeq: 10 }), null);
  assert.equal((await store.lastReading('A'))?.generation, 1);
});

test('a stream that was cut back or created anew begins a generation', async () => {
  const { store } = outbox;
  await store.storeReading('B', null, { created: CREATED, lastSeq: 50 });
  assert.equal(
    await store.storeReading('B', await store.lastReading('B'), { created: CREATED, lastSeq: 49 }),
    2,
  );
  const other = { created: '2026-11-26T11:00:00Z', lastSeq: 60 };
  assert.equal(await store.storeReading('B', await store.lastReading('B'), other), 3);
  assert.equal(await store.storeReading('B', await store.lastReading('B'), { ...other, lastSeq: 61 }), 3);
});

test('settling a claimed message wins and does not wait; marking and releasing it afterwards have no effect', async () => {
  const { store } = outbox;
  const id = await outbox.leftBehind(null);
  const [claimed] = await store.claim(RELAY, 10, 10_000);
  assert.equal(claimed?.id, id);
  await store.settle([id]);
  await store.markPublished(RELAY, [{ id, generation: 1, seq: 1, ageMs: 0 }], 1_000);
  await store.release(RELAY, [{ id, delayMs: 0 }]);
  assert.equal(await outbox.pending(id), undefined);
  assert.deepEqual(await store.claim(RELAY, 10, 10_000), []);
});

test('a relay whose lease ended marks nothing that another one has claimed', async () => {
  const { store } = outbox;
  const id = await outbox.leftBehind(null);
  await store.claim(RELAY, 10, 0);
  const other = randomUUID();
  const [claimed] = await store.claim(other, 10, 10_000);
  assert.equal(claimed?.claims, 2);
  await store.markPublished(RELAY, [{ id, generation: 1, seq: 7, ageMs: 0 }], 1_000);
  assert.equal((await outbox.pending(id))?.stream_seq, null);
  await store.markPublished(other, [{ id, generation: 1, seq: 8, ageMs: 0 }], 1_000);
  assert.equal((await outbox.pending(id))?.stream_seq, '8');
  await store.settle([id]);
});

test('reopening takes what is lost, and leaves what is safe on the stream', async () => {
  const { store } = outbox;
  const ids = [];
  for (let i = 0; i < 4; i += 1) ids.push(await outbox.leftBehind(null));
  const [earlier, acknowledged, recent, waiting] = ids;
  assert.ok(earlier && acknowledged && recent && waiting);
  await store.claim(RELAY, 10, 10_000);
  await store.markPublished(
    RELAY,
    [
      { id: earlier, generation: 1, seq: 900, ageMs: 0 },
      { id: acknowledged, generation: 2, seq: 5, ageMs: 5_000 },
      { id: recent, generation: 2, seq: 6, ageMs: 0 },
      { id: waiting, generation: 2, seq: 11, ageMs: 5_000 },
    ],
    60_000,
  );
  const reopened = await store.reopen({ generation: 2, ackFloor: 10, settleMs: 4_000 });
  assert.deepEqual(reopened, { count: 2, more: false });
  const due = (await store.claim(RELAY, 10, 10_000)).map(({ id }) => id);
  assert.deepEqual(due.sort(), [earlier, acknowledged].sort());
  await store.settle(ids);
});

test('rows that the first release left behind are adopted as possible duplicates', async () => {
  const { database, store } = outbox;
  const id = '01900000-0000-7000-8000-000000000001';
  await database.query(
    `INSERT INTO outbox (id, subject, payload, created_at) VALUES ($1, 'events.test.v1', 'x', now() - interval '1 minute')`,
    [id],
  );
  assert.equal(await store.adoptEarlierRows(), 1);
  assert.equal(await store.adoptEarlierRows(), 0);
  const [claimed] = await store.claim(RELAY, 10, 10_000);
  assert.equal(claimed?.id, id);
  assert.equal(claimed.claims, 2);
  await store.settle([id]);
});

test('polls read a few pages, however many messages are settled or wait for delivery', async () => {
  const { database, store } = outbox;
  await database.query(
    `INSERT INTO outbox (id, state, subject, payload)
     SELECT gen_random_uuid(), 'queued', 'events.test.v1', 'x' FROM generate_series(1, 50000)`,
  );
  await database.query(
    `INSERT INTO outbox_pending (id, due_at, publications, published_at, stream_generation, stream_seq)
     SELECT gen_random_uuid(), now() + interval '10 minutes', 1, now() - interval '1 minute', 1, 100 + n
       FROM generate_series(1, 50000) n`,
  );
  await database.query('ANALYZE outbox');
  await database.query('ANALYZE outbox_pending');
  const due = await outbox.leftBehind(null);
  for (const sql of [
    `SELECT id FROM outbox_pending WHERE stream_seq IS NULL AND due_at <= statement_timestamp()
      ORDER BY due_at LIMIT 256 FOR UPDATE SKIP LOCKED`,
    `SELECT id FROM outbox_pending WHERE stream_seq IS NOT NULL AND due_at <= statement_timestamp()
      ORDER BY due_at LIMIT 5000 FOR UPDATE SKIP LOCKED`,
    `SELECT id FROM outbox_pending WHERE stream_seq IS NOT NULL AND (stream_generation, stream_seq) <= (1, 100)
      ORDER BY stream_generation, stream_seq LIMIT 5000 FOR UPDATE SKIP LOCKED`,
    `SELECT id FROM outbox WHERE state = 'new' AND created_at < statement_timestamp() LIMIT 1000 FOR UPDATE SKIP LOCKED`,
  ]) {
    const plan = await database.query<{ 'QUERY PLAN': string }>(`EXPLAIN (ANALYZE, BUFFERS) ${sql}`);
    const text = plan.map((line) => line['QUERY PLAN']).join('\n');
    // A partition of one page may be read in sequence; the 50,000 rows may not.
    assert.doesNotMatch(text, /Seq Scan on outbox_(pending|default)/, text);
    const buffers = /Buffers: shared (?:hit=(\d+))?(?: read=(\d+))?/.exec(text);
    assert.ok(Number(buffers?.[1] ?? 0) + Number(buffers?.[2] ?? 0) < 100, text);
  }
  assert.deepEqual(
    (await store.claim(RELAY, 10, 10_000)).map(({ id }) => id),
    [due],
  );
});
