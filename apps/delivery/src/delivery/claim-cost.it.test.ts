import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { encodeEvent } from '@flowforge/contracts/events/event';
import { newId } from '@flowforge/contracts/ids';
import { createDataSource } from '@flowforge/postgres/data-source';
import { Database } from '@flowforge/postgres/database';
import { startTestDatabase, type TestDatabase } from '@flowforge/testing/servers';
import pg from 'pg';
import type { DataSource } from 'typeorm';
import { migrations } from '../migrations.js';
import { ReplicaStore } from '../replica/replica.store.js';
import { capturedForm, nowMicros } from '../testing.js';
import { type Claim, ClaimStore } from './claim.store.js';
import { deliveryOf } from './delivery.js';
import { DeliveryStore } from './delivery.store.js';
import { DUE_NOW, type EndedState } from './delivery-state.js';
import { HeldDeliveryStore } from './held-delivery.store.js';

const NOTHING = { webhookIds: [], workspaceIds: [] };
const DELIVERED: EndedState = { ...DUE_NOW, status: 'delivered', attempts: 1, dueInMs: null };

let database: TestDatabase;
/** One connection: the counters of a session are complete after a flush in the same session. */
let dataSource: DataSource;
let claims: ClaimStore;
let deliveries: DeliveryStore;
let held: HeldDeliveryStore;
let epoch: number;
let old: pg.Client;

before(async () => {
  database = await startTestDatabase({ migrations: { delivery: migrations } });
  dataSource = await createDataSource({
    url: database.urls.delivery,
    schema: 'delivery',
    applicationName: 'test',
    poolSize: 1,
  }).initialize();
  const access = new Database(dataSource);
  claims = new ClaimStore(access, 60_000, () => null);
  deliveries = new DeliveryStore(access);
  held = new HeldDeliveryStore(access);
  epoch = await new ReplicaStore(access).add(3_600_000);
  old = new pg.Client({ connectionString: database.urls.delivery });
  await old.connect();
});

after(async () => {
  await old.end();
  await dataSource.destroy();
  await database.stop();
});

async function pagesRead(): Promise<number> {
  await dataSource.query('SELECT pg_stat_force_next_flush()');
  const [row]: { pages: string }[] = await dataSource.query(
    `SELECT blks_hit + blks_read AS pages FROM pg_stat_database WHERE datname = current_database()`,
  );
  return Number(row?.pages ?? 0);
}

async function enqueue(webhookId: string, count: number): Promise<void> {
  const workspaceId = newId();
  const records = Array.from({ length: count }, () => {
    const event = capturedForm(workspaceId, newId(), nowMicros(), newId());
    const delivery = deliveryOf(event, { webhookId, payloadVersion: '2026-05' });
    const payload = Buffer.from(encodeEvent(event));
    return { event, payload, plannedWith: 0, deliveries: [{ delivery, state: DUE_NOW }] };
  });
  await deliveries.writeNewEvents(records);
}

/** Claims up to `limit` deliveries of each queue, and ends them. */
async function claim(limit: number): Promise<Claim> {
  const made = await claims.start(epoch, NOTHING, (due) => due.map(() => limit));
  await deliveries.writeEnded(
    made.started.map(
      ({ delivery: { workspaceId, eventId, webhookId, conversationId }, attempts, startedDueAt }) => ({
        ...{ workspaceId, eventId, webhookId, conversationId, heldBy: epoch, startedAttempt: attempts + 1 },
        ...{ startedDueAt, isOrdered: false, unusedRateUs: null, state: DELIVERED },
      }),
    ),
  );
  return made;
}

/** Like `claim`, with the pages that the claim and the ends read. */
async function measured(limit: number): Promise<{ claim: Claim; pages: number }> {
  const before = await pagesRead();
  const made = await claim(limit);
  return { claim: made, pages: (await pagesRead()) - before };
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

async function whileDeadRowsAreKept(work: () => Promise<void>): Promise<void> {
  await old.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
  await old.query('SELECT count(*) FROM webhook_queues, deliveries');
  await work();
  await old.query('COMMIT');
}

// What an old transaction costs is the number of dead rows that it keeps, not its age: so 300 claims stand for the claims of 60 s, about four a second.

test('while an old transaction keeps all dead rows, a claim costs the same after 300 claims of a backlog', async () => {
  const webhookId = newId();
  await enqueue(webhookId, 512);
  await claim(8);
  const atFirst: number[] = [];
  const inTheEnd: number[] = [];
  await whileDeadRowsAreKept(async () => {
    for (let round = 0; round < 300; round += 1) {
      if (round % 50 === 0) await enqueue(webhookId, 408);
      if (round < 30) atFirst.push((await measured(8)).pages);
      else if (round < 270) await claim(8);
      else inTheEnd.push((await measured(8)).pages);
    }
  });
  const [first, last] = [median(atFirst), median(inTheEnd)];
  assert.ok(last <= first * 1.5, `${first} pages at first, ${last} in the end`);
  while ((await claim(512)).started.length > 0);
});

test('while it keeps them, a queue that is emptied again and again costs a few pages more with each time, and no claim is repeated in vain', async () => {
  const webhookId = newId();
  const pages: number[] = [];
  const nothing: Claim = { started: [], mayHaveMore: false, resumesInMs: null };
  await whileDeadRowsAreKept(async () => {
    for (let round = 0; round < 100; round += 1) {
      await enqueue(webhookId, 1);
      const made = await measured(8);
      assert.equal(made.claim.started.length, 1);
      pages.push(made.pages);
      assert.deepEqual(await claim(8), nothing);
    }
  });
  const growth = (median(pages.slice(-20)) - median(pages.slice(0, 20))) / 80;
  assert.ok(growth <= 3, `${growth} pages with each delivery`);
});

test('what a replica holds is found without reading the backlog: few pages beside 10,000 waiting deliveries', async () => {
  const webhookId = newId();
  await enqueue(webhookId, 20);
  assert.equal((await claims.start(epoch, NOTHING, (due) => due.map(() => 20))).started.length, 20);
  await dataSource.query(
    `INSERT INTO deliveries (event_id, webhook_id, id, workspace_id, conversation_id, event_type, payload_version, status,
                             attempts, retries, due_at)
     SELECT gen_random_uuid(), $1::uuid, gen_random_uuid(), $2::uuid, gen_random_uuid(), 'captured_form.created', '2026-05',
            'pending', 0, 0, now() + number * interval '1 second'
       FROM generate_series(1, 10000) AS number`,
    [webhookId, newId()],
  );
  await dataSource.query('VACUUM (ANALYZE) deliveries, webhook_queues');
  const pagesOf = async (work: () => Promise<unknown>): Promise<number> => {
    const before = await pagesRead();
    await work();
    return (await pagesRead()) - before;
  };
  // The first call of each reads the catalogue.
  await held.startedBy(epoch);
  await held.takeOver();
  const started = await pagesOf(async () => assert.equal((await held.startedBy(epoch)).length, 20));
  const abandoned = await pagesOf(async () => assert.equal(await held.takeOver(), 0));
  await dataSource.query('DELETE FROM replicas');
  const takenOver = await pagesOf(async () => assert.equal(await held.takeOver(), 20));
  assert.ok(Math.max(started, abandoned) < 100, `${started} and ${abandoned} pages`);
  assert.ok(takenOver < 1_000, `${takenOver} pages`);
});
