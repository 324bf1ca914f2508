import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { encodeEvent } from '@flowforge/contracts/events/event';
import { newId } from '@flowforge/contracts/ids';
import { Database } from '@flowforge/postgres/database';
import { startTestDatabase, type TestDatabase } from '@flowforge/testing/servers';
import type { DataSource } from 'typeorm';
import type { AttemptResult } from '../attempt/attempt.js';
import type { Delivery } from '../delivery/delivery.js';
import { migrations } from '../migrations.js';
import { deliveryOf } from '../routing/plan.js';
import { capturedForm, nowMicros } from '../testing.js';
import { type NewEventRecord, type DeliveryState, DUE_NOW } from './record.js';
import { RecordStore } from './record.store.js';

let database: TestDatabase;
let dataSource: DataSource;
let store: RecordStore;

before(async () => {
  database = await startTestDatabase();
  await database.migrate('delivery', migrations);
  dataSource = await database.open('delivery');
  store = new RecordStore(new Database(dataSource));
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
  startedAt: new Date(),
  durationMs: 7,
});

const ended = (attempt: AttemptResult): DeliveryState => ({
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

test('of two results for one delivery in a batch, only the result with the valid lease id is stored', async () => {
  const [lost, valid] = [randomUUID(), randomUUID()];
  const { delivery, ...record } = newRecord({
    ...DUE_NOW,
    status: 'in_flight',
    dueInMs: 1_000,
    leaseId: valid,
  });
  await store.writeNewEvents([record]);
  const end = (leaseId: string, statusCode: number) => ({
    workspaceId: delivery.workspaceId,
    eventId: delivery.eventId,
    webhookId: delivery.webhookId,
    leaseId,
    state: ended(result(statusCode)),
  });
  await store.writeLeased([end(lost, 500), end(valid, 200)]);
  const rows: unknown[] = await dataSource.query(
    'SELECT attempt, status_code FROM attempts WHERE event_id = $1',
    [delivery.eventId],
  );
  assert.deepEqual(rows, [{ attempt: 1, status_code: 200 }]);
});
