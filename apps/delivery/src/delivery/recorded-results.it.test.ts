import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { encodeEvent } from '@flowforge/contracts/events/event';
import { newId } from '@flowforge/contracts/ids';
import { Database } from '@flowforge/postgres/database';
import { capturedForm, nowMicros } from '../testing.js';
import type { AttemptResult } from './attempt-result.js';
import { deliveryOf } from './delivery.js';
import { type DeliveryState, DUE_NOW, firstAttemptHeldBy, type NewEventRecord } from './delivery-state.js';
import { DeliveryStore } from './delivery.store.js';
import { resend } from './send-again.store.js';
import { TestQueues } from './webhook-queues.testing.js';

let fixture: TestQueues;

before(async () => {
  fixture = await TestQueues.start();
});

after(() => fixture.stop());

beforeEach(() => fixture.reset());

const madeAttempt = (outcome: AttemptResult['outcome']): AttemptResult => ({
  outcome,
  statusCode: null,
  detail: null,
  excerpt: null,
  retryAfterMs: null,
  command: null,
  startedAt: new Date(),
  durationMs: 1,
  timing: null,
  headers: null,
});

test('a result that comes after the delivery was taken over does not count, and is returned', async () => {
  await fixture.enqueued(newId());
  const [first] = await fixture.start(1);
  assert.ok(first);
  const late = fixture.ended(first, { ...DUE_NOW, attempts: 1, attempt: madeAttempt('endpoint_error') });
  await fixture.replicas.giveBack(fixture.epoch);
  await fixture.replicas.deleteEnded(false);
  assert.equal(await fixture.held.takeOver(), 1);
  fixture.epoch = await fixture.replicas.add(60_000);
  const [second] = await fixture.start(1);
  assert.ok(second);
  assert.deepEqual(await fixture.deliveries.writeEnded([late]), [late]);
  const failed = fixture.ended(second, { ...late.state, status: 'failed', dueInMs: null, attempts: 2 });
  assert.deepEqual(await fixture.deliveries.writeEnded([failed]), []);
  assert.deepEqual(await fixture.deliveries.writeEnded([failed]), [failed], 'it has ended');
  const attempts: unknown[] = await fixture.dataSource.query('SELECT attempt FROM attempts ORDER BY attempt');
  assert.deepEqual(attempts, [{ attempt: 1 }, { attempt: 2 }], 'the attempt is stored in any case');
});

test('an event that was stored before is not added again', async () => {
  const event = capturedForm(newId(), newId(), nowMicros(), newId());
  const delivery = deliveryOf(event, { webhookId: newId(), payloadVersion: '2026-05' });
  const payload = Buffer.from(encodeEvent(event));
  const record = { event, payload, plannedWith: 0, deliveries: [{ delivery, state: DUE_NOW }] };
  const other = capturedForm(newId(), newId(), nowMicros(), newId());
  const unrouted = { ...record, event: other, deliveries: [] };
  assert.deepEqual(await fixture.deliveries.writeNewEvents([record]), { added: [record], ended: [] });
  assert.deepEqual(await fixture.deliveries.writeNewEvents([record, unrouted]), {
    added: [unrouted],
    ended: [],
  });
});

test('internal errors are counted since the schedule began; attempts without a result are none', async () => {
  const webhookId = newId();
  const workspaceId = newId();
  const [eventId = ''] = await fixture.enqueued(webhookId, { workspaceId });
  const fail = async (outcome: AttemptResult['outcome'], attempts: number): Promise<number> => {
    const [started] = await fixture.start(1);
    assert.ok(started);
    await fixture.deliveries.writeEnded([
      fixture.ended(started, { ...DUE_NOW, attempts, attempt: madeAttempt(outcome), bodyHash: null }),
    ]);
    return started.internalErrors;
  };
  assert.equal(await fail('internal_error', 1), 0);
  assert.equal(await fail('internal_error', 2), 1);
  assert.equal(await fail('endpoint_error', 3), 2);
  await fixture.start(1);
  await fixture.replicas.giveBack(fixture.epoch);
  await fixture.replicas.deleteEnded(false);
  assert.equal(await fixture.held.takeOver(), 1);
  fixture.epoch = await fixture.replicas.add(60_000);
  assert.equal(await fail('internal_error', 5), 2);
  await new Database(fixture.dataSource).transaction((tx) => resend(tx, { eventId, webhookId, workspaceId }));
  assert.equal(await fail('internal_error', 6), 0);
});

test('the oldest event of a queue rises to that of its oldest unfinished delivery', async () => {
  const webhook = newId();
  const ids = await fixture.enqueued(webhook, { count: 3, dueInMs: 60_000 });
  const oldest = async (): Promise<string | undefined> => {
    const [row]: { oldest_event_id: string }[] = await fixture.dataSource.query(
      'SELECT oldest_event_id FROM webhook_queues',
    );
    return row?.oldest_event_id;
  };
  await fixture.dataSource.query(
    `UPDATE webhook_queues SET oldest_event_id = '00000000-0000-7000-8000-000000000000'`,
  );
  await fixture.queues.raiseOldestEvents(ids[2] ?? '');
  assert.equal(await oldest(), ids[0]);
  await fixture.dataSource.query(`UPDATE deliveries SET due_at = NULL, status = 'delivered'`);
  await fixture.queues.raiseOldestEvents(ids[2] ?? '');
  assert.equal(await oldest(), 'ffffffff-ffff-ffff-ffff-ffffffffffff');
  const [later] = await fixture.enqueued(webhook);
  assert.equal(await oldest(), later);
});

test('attempt 1 is given once when another process stores the event while the first attempt runs', async () => {
  const failure = { ...DUE_NOW, attempts: 1, retries: 1, attempt: madeAttempt('endpoint_error') };
  const otherProcess = new DeliveryStore(new Database(fixture.dataSource));
  const ownStates: DeliveryState[] = [failure, firstAttemptHeldBy(fixture.epoch)];
  for (const own of ownStates) {
    const event = capturedForm(newId(), newId(), nowMicros(), newId());
    const delivery = deliveryOf(event, { webhookId: newId(), payloadVersion: '2026-05' });
    const recordWith = (state: DeliveryState): NewEventRecord => ({
      event,
      payload: Buffer.from(encodeEvent(event)),
      plannedWith: 0,
      deliveries: [{ delivery, state }],
    });
    await otherProcess.writeNewEvents([recordWith(DUE_NOW)]);
    await fixture.deliveries.writeNewEvents([recordWith(own)]);
    const [second] = await fixture.start(1);
    assert.equal(second?.attempts, 1, 'the next attempt is the second one');
    const ended = { ...fixture.ended(second, failure), startedAttempt: 1 };
    if (own.heldBy !== null) assert.deepEqual(await fixture.deliveries.writeEnded([ended]), [ended]);
    const result = { ...failure, attempts: 2, attempt: madeAttempt('connection') };
    assert.deepEqual(await fixture.deliveries.writeEnded([fixture.ended(second, result)]), []);
    const attempts: unknown[] = await fixture.dataSource.query(
      'SELECT attempt, outcome FROM attempts WHERE event_id = $1 ORDER BY attempt',
      [event.id],
    );
    assert.deepEqual(attempts, [
      { attempt: 1, outcome: 'endpoint_error' },
      { attempt: 2, outcome: 'connection' },
    ]);
    await fixture.reset();
  }
});
