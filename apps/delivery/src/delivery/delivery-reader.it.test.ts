import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { encodeEvent } from '@flowforge/contracts/events/event';
import { newId } from '@flowforge/contracts/ids';
import { Database } from '@flowforge/postgres/database';
import { decodeCursor } from '@flowforge/postgres/page';
import { WorkspaceDatabase } from '@flowforge/postgres/workspace-database';
import { startTestDatabase, type TestDatabase } from '@flowforge/testing/servers';
import type { DataSource } from 'typeorm';
import { CircuitStore } from '../circuit/circuit.store.js';
import type { AttemptResult } from './attempt-result.js';
import { deliveryIdOf, deliveryOf } from './delivery.js';
import { DeliveryStore } from './delivery.store.js';
import { type DeliveryState, DUE_NOW } from './delivery-state.js';
import { requeue } from './send-again.store.js';
import { migrations } from '../migrations.js';
import { capturedForm, nowMicros } from '../testing.js';
import { deliveryDto } from './delivery.dto.js';
import { type DeliveryFilter, DeliveryReader, statusConditions } from './delivery-reader.store.js';

const FAILED: DeliveryState = { ...DUE_NOW, status: 'failed', attempts: 1, dueInMs: null };
const FIRST_PAGE = { limit: 50, cursor: null };

let database: TestDatabase;
let dataSource: DataSource;
let store: DeliveryStore;
let reader: DeliveryReader;

before(async () => {
  database = await startTestDatabase({ migrations: { delivery: migrations } });
  dataSource = await database.open('delivery');
  store = new DeliveryStore(new Database(dataSource));
  reader = new DeliveryReader(new WorkspaceDatabase(new Database(dataSource)));
});

after(async () => {
  await dataSource.destroy();
  await database.stop();
});

interface Stored {
  id: string;
  eventId: string;
  webhookId: string;
  conversationId: string;
}

/** Stores an event with one delivery. `eventId` sets how old the event is. */
async function add(
  workspaceId: string,
  state: DeliveryState,
  given: { webhookId?: string; eventId?: string; isOrdered?: boolean } = {},
): Promise<Stored> {
  const event = {
    ...capturedForm(workspaceId, newId(), nowMicros(), given.eventId ?? newId()),
    conversation_id: newId(),
    conversation_seq: given.isOrdered === true ? 2 : 1,
  };
  const { webhookId = newId(), isOrdered = false } = given;
  const delivery = deliveryOf(event, { webhookId, payloadVersion: '2026-05', isOrdered });
  const payload = Buffer.from(encodeEvent(event));
  await store.writeNewEvents([{ event, payload, plannedWith: 0, deliveries: [{ delivery, state }] }]);
  return delivery;
}

async function list(workspaceId: string, filter: DeliveryFilter): Promise<string[]> {
  return (await reader.list(workspaceId, filter, FIRST_PAGE)).items.map(({ id }) => id);
}

test('each filter finds the deliveries that it names, and none of another workspace', async () => {
  const workspaceId = newId();
  const pending = await add(workspaceId, DUE_NOW);
  const failed = await add(workspaceId, FAILED, { webhookId: pending.webhookId });
  await dataSource.query(`UPDATE deliveries SET created_at = now() - interval '1 hour' WHERE id = $1`, [
    failed.id,
  ]);
  const halfAnHourAgo = new Date(Date.now() - 1_800_000);
  const cases: [DeliveryFilter, string[]][] = [
    [{}, [failed.id, pending.id]],
    [{ webhookId: pending.webhookId }, [failed.id, pending.id]],
    [{ webhookId: newId() }, []],
    [{ status: 'pending' }, [pending.id]],
    [{ status: 'in_flight' }, []],
    [{ status: 'failed' }, [failed.id]],
    [{ status: 'skipped' }, []],
    [{ webhookId: pending.webhookId, status: 'failed' }, [failed.id]],
    [{ eventType: 'captured_form.created' }, [failed.id, pending.id]],
    [{ eventType: 'conversation.closed' }, []],
    [{ conversationId: failed.conversationId }, [failed.id]],
    [{ since: halfAnHourAgo }, [pending.id]],
    [{ until: new Date(Date.now() + 60_000) }, [failed.id, pending.id]],
  ];
  for (const [filter, ids] of cases) {
    assert.deepEqual(await list(workspaceId, filter), ids, JSON.stringify(filter));
    assert.deepEqual(await list(newId(), filter), [], `another workspace: ${JSON.stringify(filter)}`);
  }
});

test('a delivery that waits for its order is pending, and has no time of its next attempt', async () => {
  const workspaceId = newId();
  // It is the second event of its conversation; the first one has not come.
  const { id } = await add(workspaceId, DUE_NOW, { isOrdered: true });
  const [row] = (await reader.list(workspaceId, { status: 'pending' }, FIRST_PAGE)).items;
  assert.ok(row?.id === id);
  assert.deepEqual([row.due_at, row.waits_for_order], [null, true]);
  const { waiting_for, next_attempt_at } = deliveryDto(row);
  assert.deepEqual([waiting_for, next_attempt_at], [{ reason: 'order', until: null }, null]);
});

test('a page that follows shows a delivery that was planned late, for an event of long ago', async () => {
  const workspaceId = newId();
  const hourAgo = Date.now() - 3_600_000;
  const oldIds = Array.from({ length: 6 }, (_, index) => {
    const hex = (hourAgo + index).toString(16).padStart(12, '0');
    return `${hex.slice(0, 8)}-${hex.slice(8)}${newId().slice(13)}`;
  });
  const [lowest, second, late, newer, newest] = oldIds;
  for (const eventId of [lowest, second, newer, newest]) {
    assert.ok(eventId);
    await add(workspaceId, FAILED, { eventId });
  }
  const first = await reader.list(workspaceId, {}, { limit: 3, cursor: null });
  assert.deepEqual(
    first.items.map(({ event_id }) => event_id),
    [newest, newer, second],
  );
  assert.ok(late && first.next_cursor);
  await add(workspaceId, DUE_NOW, { eventId: late });
  const cursor = decodeCursor(first.next_cursor);
  const next = await reader.list(workspaceId, {}, { limit: 3, cursor });
  assert.deepEqual(
    next.items.map(({ event_id }) => event_id),
    [late, lowest],
  );
});

test('a waiting delivery tells why it waits, and its next attempt is never in the past', async () => {
  const workspaceId = newId();
  const asked = Date.now();
  const shownOf = async (id: string) => {
    const found = await reader.find(workspaceId, id);
    assert.ok(found);
    return deliveryDto(found.delivery);
  };
  const queued = await add(workspaceId, DUE_NOW);
  await dataSource.query(`UPDATE deliveries SET due_at = now() - interval '1 hour' WHERE id = $1`, [
    queued.id,
  ]);
  const inQueue = await shownOf(queued.id);
  assert.deepEqual(inQueue.waiting_for, { reason: 'queue', until: null });
  assert.ok(Date.parse(inQueue.next_attempt_at ?? '') >= asked - 1_000);

  const retried = await shownOf((await add(workspaceId, { ...DUE_NOW, attempts: 1, dueInMs: 60_000 })).id);
  assert.deepEqual(retried.waiting_for, { reason: 'retry', until: retried.next_attempt_at });

  const circuits = new CircuitStore(new Database(dataSource));
  await circuits.open(queued.webhookId, workspaceId, 30_000, 'tls');
  const behindCircuit = await shownOf(queued.id);
  assert.equal(behindCircuit.waiting_for?.reason, 'circuit');
  assert.equal(behindCircuit.waiting_for.until, behindCircuit.next_attempt_at);
  assert.ok(Date.parse(behindCircuit.next_attempt_at ?? '') > asked + 28_000);

  const failed = await shownOf((await add(workspaceId, FAILED)).id);
  assert.deepEqual([failed.waiting_for, failed.next_attempt_at], [null, null]);
});

test('a failed delivery tells why it failed, until it is sent again', async () => {
  const workspaceId = newId();
  const shownOf = async (id: string) => {
    const found = await reader.find(workspaceId, id);
    assert.ok(found);
    return deliveryDto(found.delivery);
  };
  const attempt: AttemptResult = {
    outcome: 'endpoint_error',
    statusCode: 422,
    detail: null,
    excerpt: null,
    retryAfterMs: null,
    command: 'abort-message',
    startedAt: new Date(),
    durationMs: 5,
    timing: null,
    headers: null,
  };
  const { id, eventId, webhookId } = await add(workspaceId, { ...FAILED, attempt });
  const failed = await shownOf(id);
  assert.deepEqual([failed.failure_reason, failed.last_status_code], ['aborted', 422]);
  assert.deepEqual(
    await reader.list(workspaceId, {}, FIRST_PAGE).then(({ items }) => items.map(deliveryDto)),
    [failed],
  );
  const changed = await new Database(dataSource).transaction((tx) =>
    requeue(tx, { webhookId, workspaceId }, [eventId], ['failed']),
  );
  assert.equal(changed, 1);
  const again = await shownOf(id);
  assert.deepEqual([again.status, again.failure_reason, again.last_status_code], ['pending', null, 422]);

  const old = await add(workspaceId, FAILED);
  await dataSource.query(
    `UPDATE deliveries SET failure_reason = NULL, last_outcome = 'internal_error' WHERE id = $1`,
    [old.id],
  );
  assert.equal(
    (await shownOf(old.id)).failure_reason,
    'internal_errors',
    'it failed before reasons were stored',
  );
});

test('the filters read indexes: a page costs few buffers among 20,000 deliveries', async () => {
  const workspaceId = newId();
  const rare = newId();
  await dataSource.query(
    `INSERT INTO deliveries (event_id, webhook_id, id, workspace_id, conversation_id, event_type, payload_version, status,
                             attempts, retries)
     SELECT gen_random_uuid(), CASE WHEN number = 7 THEN $2 ELSE $3 END::uuid, gen_random_uuid(), $1::uuid, gen_random_uuid(),
            CASE WHEN number = 9 THEN 'conversation.closed' ELSE 'captured_form.created' END, '2026-05', CASE WHEN number % 1000 = 0 THEN 'failed' ELSE 'delivered' END, 1, 0
       FROM generate_series(1, 20000) AS number`,
    [workspaceId, rare, newId()],
  );
  await dataSource.query('ANALYZE deliveries');
  await dataSource.query(`SELECT brin_summarize_new_values('deliveries_default_expr_idx')`);
  const ofType = `event_type = 'conversation.closed' AND workspace_id::text || event_type = $2`;
  const conditions: [string, string][] = [
    [`webhook_id = $2`, rare],
    [`status = $2`, 'failed'],
    [`status = $2`, 'skipped'],
    [`conversation_id = $2`, newId()],
    [`due_at IS NOT NULL AND id <> $2`, newId()],
    [ofType, `${workspaceId}conversation.closed`],
  ];
  for (const [condition, value] of conditions) {
    const plan: { 'QUERY PLAN': string }[] = await dataSource.query(
      `EXPLAIN (ANALYZE, BUFFERS, TIMING off) SELECT * FROM deliveries WHERE workspace_id = $1 AND ${condition} ORDER BY id DESC LIMIT 51`,
      [workspaceId, value],
    );
    const text = plan.map((line) => line['QUERY PLAN']).join('\n');
    const [, hit = '0', read = '0'] = /Buffers: shared hit=(\d+)(?: read=(\d+))?/.exec(text) ?? [];
    assert.ok(Number(hit) + Number(read) < 200, `${condition}: ${text}`);
  }
});

test('what is in flight is found without reading the backlog: few buffers beside 20,000 waiting deliveries', async () => {
  const [workspaceId, webhookId] = [newId(), newId()];
  for (const first of [0, 5_000, 10_000, 15_000]) {
    await dataSource.query(
      `INSERT INTO deliveries (event_id, webhook_id, id, workspace_id, conversation_id, event_type, payload_version, status,
                               attempts, retries, due_at, held_by)
       SELECT gen_random_uuid(), $2::uuid, gen_random_uuid(), $1::uuid, gen_random_uuid(), 'captured_form.created', '2026-05',
              'pending', 1, 0, to_timestamp(place), CASE WHEN place <= 3 THEN 7 END
         FROM (SELECT number * 7919 % 20011 AS place FROM generate_series($3::int + 1, $3::int + 5000) AS number) AS places`,
      [workspaceId, webhookId, first],
    );
  }
  await dataSource.query(
    `INSERT INTO webhook_queues (webhook_id, workspace_id, next_due_at, oldest_event_id, newest_event_id, cursor_due_at, cursor_event_id)
     SELECT $1, $2, now(), (array_agg(event_id ORDER BY event_id))[1], (array_agg(event_id ORDER BY event_id DESC))[1], to_timestamp(3),
            'ffffffff-ffff-ffff-ffff-ffffffffffff'
       FROM deliveries WHERE webhook_id = $1`,
    [webhookId, workspaceId],
  );
  for (const table of ['deliveries', 'webhook_queues']) await dataSource.query(`ANALYZE ${table}`);
  assert.equal((await list(workspaceId, { status: 'in_flight' })).length, 3);
  assert.equal((await list(workspaceId, { status: 'in_flight', webhookId })).length, 3);
  const conditions = statusConditions('in_flight', workspaceId).map(({ sql }) => sql.replace('?', '$1'));
  const plan: { 'QUERY PLAN': string }[] = await dataSource.query(
    `EXPLAIN (ANALYZE, BUFFERS, TIMING off) SELECT * FROM deliveries WHERE workspace_id = $1 AND ${conditions.join(' AND ')}
      ORDER BY id DESC LIMIT 51`,
    [workspaceId],
  );
  const text = plan.map((line) => line['QUERY PLAN']).join('\n');
  const [, hit = '0', read = '0'] = /Buffers: shared hit=(\d+)(?: read=(\d+))?/.exec(text) ?? [];
  assert.ok(Number(hit) + Number(read) < 100, text);
});

test('no index of deliveries reads a column that changes when an attempt starts', async () => {
  const indexes: { definition: string }[] = await dataSource.query(
    `SELECT indexdef AS definition FROM pg_indexes WHERE schemaname = 'delivery' AND tablename LIKE 'deliveries%'`,
  );
  assert.ok(indexes.length > 5);
  for (const { definition } of indexes) assert.doesNotMatch(definition, /held_by|\battempts\b/);
});

test('the id of a delivery has the time of its event', () => {
  const eventId = newId();
  assert.equal(deliveryIdOf(eventId, newId()).slice(0, 13), eventId.slice(0, 13));
});
