import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { encodeEvent } from '@flowforge/contracts/events/event';
import { newId } from '@flowforge/contracts/ids';
import { Database } from '@flowforge/postgres/database';
import { startTestDatabase, type TestDatabase } from '@flowforge/testing/servers';
import { until } from '@flowforge/testing/until';
import type { DataSource } from 'typeorm';
import type { AttemptResult } from './attempt-result.js';
import { type Delivery, deliveryOf } from './delivery.js';
import { migrations } from '../migrations.js';
import { ReplicaStore } from '../replica/replica.store.js';
import { capturedForm, nowMicros } from '../testing.js';
import {
  type DeliveryState,
  DUE_NOW,
  type EndedAttempt,
  type EndedState,
  type NewEventRecord,
  STARTED_FIRST,
} from './delivery-state.js';
import { DeliveryStore } from './delivery.store.js';

let database: TestDatabase;
let dataSource: DataSource;
let store: DeliveryStore;
let replicas: ReplicaStore;

before(async () => {
  database = await startTestDatabase({ migrations: { delivery: migrations } });
  dataSource = await database.open('delivery');
  store = new DeliveryStore(new Database(dataSource));
  replicas = new ReplicaStore(new Database(dataSource));
});

after(async () => {
  await dataSource.destroy();
  await database.stop();
});

const result = (statusCode: number, excerpt: Buffer | null = null): AttemptResult => ({
  outcome: statusCode === 200 ? 'delivered' : 'endpoint_error',
  statusCode,
  detail: null,
  excerpt,
  retryAfterMs: null,
  command: null,
  startedAt: new Date(),
  timing: null,
  headers: null,
  durationMs: 7,
});

const ended = (attempt: AttemptResult): EndedState => ({
  ...DUE_NOW,
  status: 'delivered',
  attempts: 1,
  dueInMs: null,
  bodyHash: 'ab'.repeat(32),
  attempt,
});

function newRecord(state: DeliveryState): NewEventRecord & { delivery: Delivery } {
  const event = capturedForm(newId(), newId(), nowMicros(), newId());
  const delivery = deliveryOf(event, { webhookId: newId(), payloadVersion: '2026-05' });
  const payload = Buffer.from(encodeEvent(event));
  return { event, payload, plannedWith: 0, delivery, deliveries: [{ delivery, state }] };
}

test('the bytes of every event of a batch are stored unchanged', async () => {
  const records = Array.from({ length: 5 }, () => newRecord(DUE_NOW));
  await store.writeNewEvents(records);
  for (const { event, payload } of records) {
    const [row]: { payload: Buffer }[] = await dataSource.query(
      'SELECT payload FROM events WHERE event_id = $1',
      [event.id],
    );
    assert.deepEqual(row?.payload, payload);
  }
});

test('an attempt is stored with the exact bytes of the response', async () => {
  const excerpt = Buffer.from([0, 255, 0x22, 0x5c, 0x7b, 0x2c, 10, 0xc3]);
  const { delivery, ...record } = newRecord(ended(result(200, excerpt)));
  await store.writeNewEvents([record]);
  const rows: unknown[] = await dataSource.query(
    `SELECT attempt, outcome, status_code, duration_ms, response_excerpt FROM attempts WHERE event_id = $1`,
    [delivery.eventId],
  );
  assert.deepEqual(rows, [
    { attempt: 1, outcome: 'delivered', status_code: 200, duration_ms: 7, response_excerpt: excerpt },
  ]);
  const [row]: { body_hash: Buffer }[] = await dataSource.query(
    'SELECT body_hash FROM deliveries WHERE event_id = $1',
    [delivery.eventId],
  );
  assert.equal(row?.body_hash.toString('hex'), 'ab'.repeat(32));
});

test('the phases of a failed attempt are stored in whole milliseconds, those of a success are not', async () => {
  const timing = { dnsMs: 4.4, connectMs: 11.6, tlsMs: null, firstByteMs: 87.2, totalMs: 88 };
  const stored = async (statusCode: number): Promise<unknown> => {
    const { delivery, ...record } = newRecord(ended({ ...result(statusCode), timing }));
    await store.writeNewEvents([record]);
    const [row]: { phases_ms: unknown }[] = await dataSource.query(
      'SELECT phases_ms FROM attempts WHERE event_id = $1',
      [delivery.eventId],
    );
    return row?.phases_ms;
  };
  assert.deepEqual(await stored(503), [4, 12, null, 87]);
  assert.equal(await stored(200), null);
});

const started = (heldBy: number): DeliveryState => ({
  status: 'pending',
  attempts: 1,
  retries: 0,
  dueInMs: null,
  heldBy,
  bodyHash: null,
  attempt: null,
});

const endOf = (delivery: Delivery, heldBy: number, statusCode: number): EndedAttempt => ({
  workspaceId: delivery.workspaceId,
  eventId: delivery.eventId,
  webhookId: delivery.webhookId,
  heldBy,
  startedAttempt: 1,
  startedDueAt: STARTED_FIRST,
  conversationId: delivery.conversationId,
  isOrdered: false,
  unusedRateUs: null,
  state:
    statusCode === 200
      ? ended(result(200))
      : { ...DUE_NOW, attempts: 1, retries: 1, dueInMs: 5_000, attempt: result(statusCode) },
});

interface Row {
  status: string;
  held_by: string | null;
  waits: boolean;
  attempts: number;
}

async function rowOf(delivery: Delivery): Promise<Row | undefined> {
  const [row]: Row[] = await dataSource.query(
    'SELECT status, held_by, due_at IS NOT NULL AS waits, attempts FROM deliveries WHERE event_id = $1',
    [delivery.eventId],
  );
  return row;
}

test('a failed attempt is stored with the headers of the response', async () => {
  const headers = ['content-type', 'text/html', 'x-quote', 'say "no", {always}', 'x-empty', ''];
  const failure = { ...result(503), headers };
  const { delivery, ...record } = newRecord({
    ...DUE_NOW,
    attempts: 1,
    retries: 1,
    dueInMs: 5_000,
    attempt: failure,
  });
  await store.writeNewEvents([record]);
  const rows: unknown[] = await dataSource.query(
    'SELECT response_headers FROM attempts WHERE event_id = $1',
    [delivery.eventId],
  );
  assert.deepEqual(rows, [{ response_headers: headers }]);
});

test('a failure counts only if the delivery is still held by the epoch that started the attempt', async () => {
  const [lost, valid] = [await replicas.add(60_000), await replicas.add(60_000)];
  const { delivery, ...record } = newRecord(started(valid));
  await store.writeNewEvents([record]);
  await store.writeEnded([endOf(delivery, lost, 500)]);
  assert.deepEqual(await rowOf(delivery), {
    status: 'pending',
    held_by: String(valid),
    waits: true,
    attempts: 1,
  });
  await store.writeEnded([endOf(delivery, valid, 500)]);
  assert.deepEqual(await rowOf(delivery), { status: 'pending', held_by: null, waits: true, attempts: 1 });
});

test('a late success ends a delivery that waits for its retry', async () => {
  const epoch = await replicas.add(60_000);
  const { delivery, ...record } = newRecord(started(epoch));
  await store.writeNewEvents([record]);
  await store.writeEnded([endOf(delivery, epoch, 500)]);
  await store.writeEnded([endOf(delivery, epoch - 1, 200)]);
  assert.deepEqual(await rowOf(delivery), { status: 'delivered', held_by: null, waits: false, attempts: 1 });
});

test('a late success does not change a delivery that has ended', async () => {
  const { delivery, ...record } = newRecord({ ...ended(result(410)), status: 'failed' });
  await store.writeNewEvents([record]);
  await store.writeEnded([endOf(delivery, 1, 200)]);
  assert.equal((await rowOf(delivery))?.status, 'failed');
});

test('a delivery whose replica has lost its lease is stored as due, and its next attempt is the second one', async () => {
  const epoch = await replicas.add(60_000);
  await replicas.giveBack(epoch);
  await replicas.deleteEnded(false);
  const { delivery, ...record } = newRecord(started(epoch));
  await store.writeNewEvents([record]);
  assert.deepEqual(await rowOf(delivery), { status: 'pending', held_by: null, waits: true, attempts: 1 });
});

test('of two epochs in one batch, only what the lost one holds is stored as due', async () => {
  const [lost, valid] = [await replicas.add(60_000), await replicas.add(60_000)];
  await replicas.giveBack(lost);
  await replicas.deleteEnded(false);
  const due = { status: 'pending', held_by: null, waits: true, attempts: 1 };
  for (const epochs of [
    [lost, valid],
    [valid, lost],
  ]) {
    const records = epochs.map((epoch) => newRecord(started(epoch)));
    await store.writeNewEvents(records);
    const rows = await Promise.all(records.map(({ delivery }) => rowOf(delivery)));
    assert.deepEqual(
      rows,
      epochs.map((epoch) => (epoch === lost ? due : { ...due, held_by: String(valid) })),
    );
  }
});

test('a first attempt that ended with a 2xx ends its delivery, which another process has stored meanwhile', async () => {
  for (const other of [DUE_NOW, started(await replicas.add(60_000))]) {
    const { delivery, ...record } = newRecord(other);
    await store.writeNewEvents([record]);
    const own = { ...record, deliveries: [{ delivery, state: ended(result(200)) }] };
    const stored = await store.writeNewEvents([own]);
    assert.deepEqual(await rowOf(delivery), {
      status: 'delivered',
      held_by: null,
      waits: false,
      attempts: 1,
    });
    assert.deepEqual(stored?.added, []);
    assert.deepEqual(
      stored.ended.map(({ eventId, webhookId, state }) => [eventId, webhookId, state.status]),
      [[delivery.eventId, delivery.webhookId, 'delivered']],
    );
    assert.deepEqual((await store.writeNewEvents([own]))?.ended, [], 'it has ended');
  }
});

test('a batch with an event that is stored already is inserted again, which is counted', async () => {
  let count = 0;
  const counting = new DeliveryStore(new Database(dataSource), () => (count += 1));
  const records = [newRecord(DUE_NOW), newRecord(DUE_NOW)];
  assert.equal((await counting.writeNewEvents(records.slice(0, 1)))?.added.length, 1);
  assert.equal(count, 0);
  const [, added] = records;
  assert.deepEqual((await counting.writeNewEvents(records))?.added, [added]);
  assert.equal(count, 1);
});

test('two processes that store the same events in different orders do not end in a deadlock', async () => {
  const records = [newRecord(DUE_NOW), newRecord(DUE_NOW)];
  const [first, second] = records.map(({ event }) => event.id).sort();
  const insert = `INSERT INTO events (event_id, workspace_id, type, conversation_id, conversation_seq, assistant_id, committed_at, payload)
                  VALUES ($1, $2, 'form.captured', $2, 1, $2, 0, '')`;
  const other = dataSource.createQueryRunner();
  try {
    await other.startTransaction();
    await other.query(insert, [first, newId()]);
    const storing = store.writeNewEvents(records.toSorted((a, b) => (a.event.id < b.event.id ? 1 : -1)));
    await until('the store to wait for the other transaction', async () => {
      const waiting: unknown[] = await dataSource.query(
        `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
      );
      return waiting.length > 0;
    });
    await other.query(insert, [second, newId()]);
    await other.commitTransaction();
    assert.deepEqual((await storing)?.added, []);
  } finally {
    await other.release();
  }
});

test('a first attempt that failed does not end its delivery, which another process has stored meanwhile', async () => {
  const { delivery, ...record } = newRecord(DUE_NOW);
  await store.writeNewEvents([record]);
  const failed = { ...ended(result(410)), status: 'failed' as const };
  await store.writeNewEvents([{ ...record, deliveries: [{ delivery, state: failed }] }]);
  assert.deepEqual(await rowOf(delivery), { status: 'pending', held_by: null, waits: true, attempts: 1 });
});

test('a late success and the failure of the retry in one batch: the success counts, both attempts are stored', async () => {
  const epoch = await replicas.add(60_000);
  const failureOf = (delivery: Delivery): EndedAttempt => ({
    ...endOf(delivery, epoch, 500),
    startedAttempt: 2,
    state: { ...DUE_NOW, attempts: 2, retries: 2, dueInMs: 5_000, attempt: result(500) },
  });
  for (const [isSuccessFirst, isInLargeBatch] of [
    [true, false],
    [false, false],
    [true, true],
    [false, true],
  ]) {
    const { delivery, ...record } = newRecord({ ...started(epoch), attempts: 2 });
    await store.writeNewEvents([record]);
    const success = endOf(delivery, epoch - 1, 200);
    const failure = failureOf(delivery);
    const others = Array.from({ length: isInLargeBatch ? 500 : 0 }, () =>
      failureOf(newRecord(DUE_NOW).delivery),
    );
    const both = isSuccessFirst ? [success, ...others, failure] : [failure, ...others, success];
    const ignored = await store.writeEnded(both);
    assert.deepEqual(await rowOf(delivery), {
      status: 'delivered',
      held_by: null,
      waits: false,
      attempts: 2,
    });
    assert.ok(ignored.includes(failure) && !ignored.includes(success));
    const attempts: unknown[] = await dataSource.query(
      'SELECT attempt, outcome FROM attempts WHERE event_id = $1 ORDER BY attempt',
      [delivery.eventId],
    );
    assert.deepEqual(attempts, [
      { attempt: 1, outcome: 'delivered' },
      { attempt: 2, outcome: 'endpoint_error' },
    ]);
  }
});
