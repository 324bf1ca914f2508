import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { newId } from '@flowforge/contracts/ids';
import { DUE_NOW } from './delivery-state.js';
import { eventIds, NOTHING, TestQueues } from './webhook-queues.testing.js';

let fixture: TestQueues;

before(async () => {
  fixture = await TestQueues.start();
});

after(() => fixture.stop());

beforeEach(() => fixture.reset());

/** The queue's rate limit as if it was `ms` milliseconds later. */
const passTime = (ms: number): Promise<unknown> =>
  fixture.dataSource.query(
    `UPDATE webhook_queues SET rate_resumes_at = rate_resumes_at - $1 * interval '1 millisecond',
                               next_due_at = next_due_at - $1 * interval '1 millisecond'`,
    [ms],
  );

test('two replicas together start the attempts of a webhook at its rate limit', async () => {
  const webhook = newId();
  fixture.rates.set(webhook, 100_000);
  const ids = await fixture.enqueued(webhook, { count: 40 });
  const other = fixture.newClaims();
  const holders = [fixture.epoch, await fixture.replicas.add(60_000)];
  const started: string[] = [];
  const startedAt = performance.now();
  // One second of claims, each 20 ms after the one before.
  for (let claim = 0; claim < 50; claim += 1) {
    const store = claim % 2 === 0 ? fixture.claims : other;
    const { started: now } = await store.start(holders[claim % 2] ?? 0, NOTHING, (due) => due.map(() => 10));
    started.push(...eventIds(now));
    await passTime(20);
  }
  assert.deepEqual(started, ids.slice(0, started.length));
  const [row]: { seconds: number }[] = await fixture.dataSource.query(
    `SELECT extract(epoch FROM rate_resumes_at - clock_timestamp())::float8 AS seconds FROM webhook_queues`,
  );
  // The time that the test itself took counts, too. The tolerance allows one attempt more.
  const most = (1_000 + performance.now() - startedAt) / 100 + 2;
  assert.ok(started.length >= 10 && started.length <= most, `${started.length} attempts, at most ${most}`);
  assert.ok((row?.seconds ?? 1) <= 0.15, 'the queue is due again after one interval and the tolerance');
  assert.equal(await fixture.queues.repairMissedWakeUps(), 0);
});

test('a queue with a rate limit is due again when the limit allows it, whatever joins it', async () => {
  const webhook = newId();
  fixture.rates.set(webhook, 60_000_000);
  await fixture.enqueued(webhook, { count: 2 });
  assert.equal((await fixture.start(10)).length, 1);
  await fixture.enqueued(webhook);
  const [queue]: { seconds: number }[] = await fixture.dataSource.query(
    `SELECT extract(epoch FROM next_due_at - clock_timestamp())::float8 AS seconds FROM webhook_queues`,
  );
  assert.ok(queue && queue.seconds > 55 && queue.seconds < 60, `due in ${queue?.seconds} s`);
  assert.deepEqual(await fixture.start(10), []);
  assert.equal(await fixture.queues.oldestDueAgeSeconds(NOTHING), 0);
  assert.equal(await fixture.queues.repairMissedWakeUps(), 0);
  await passTime(60_000);
  assert.equal((await fixture.start(10)).length, 1);
});

test('a queue whose rate limit was removed continues without it', async () => {
  const webhook = newId();
  fixture.rates.set(webhook, 60_000_000);
  await fixture.enqueued(webhook, { count: 5 });
  assert.equal((await fixture.start(10)).length, 1);
  fixture.rates.delete(webhook);
  await passTime(60_000);
  assert.equal((await fixture.start(10)).length, 4);
  const [queue]: { rate_resumes_at: Date | null }[] = await fixture.dataSource.query(
    `SELECT rate_resumes_at FROM webhook_queues`,
  );
  assert.equal(queue?.rate_resumes_at, null);
});

test('an attempt that sent nothing gives its time of the rate limit back', async () => {
  const webhook = newId();
  fixture.rates.set(webhook, 60_000_000);
  await fixture.enqueued(webhook, { count: 2 });
  const [deferred] = await fixture.start(10);
  assert.ok(deferred);
  assert.equal(deferred.rateIntervalUs, 60_000_000);
  assert.deepEqual(await fixture.start(10), []);
  await fixture.deliveries.writeEnded([
    { ...fixture.ended(deferred, DUE_NOW), unusedRateUs: deferred.rateIntervalUs },
  ]);
  await passTime(60);
  const next = await fixture.start(10);
  assert.equal(next.length, 1);
  await passTime(1_000);
  assert.deepEqual(await fixture.start(10), [], 'one attempt in a minute, as before');
  assert.equal(await fixture.queues.repairMissedWakeUps(), 0);
});

test('time of the rate limit is given back once, also when the batch is written again', async () => {
  const webhook = newId();
  fixture.rates.set(webhook, 60_000_000);
  await fixture.enqueued(webhook);
  const [deferred] = await fixture.start(10);
  assert.ok(deferred);
  const result = { ...fixture.ended(deferred, DUE_NOW), unusedRateUs: deferred.rateIntervalUs };
  const resumesAt = async (): Promise<unknown> => {
    const [row]: { at: string }[] = await fixture.dataSource.query(
      'SELECT rate_resumes_at::text AS at FROM webhook_queues',
    );
    return row?.at;
  };
  const taken = await resumesAt();
  assert.deepEqual(await fixture.deliveries.writeEnded([result]), []);
  const givenBack = await resumesAt();
  assert.notEqual(givenBack, taken);
  // As after a connection that was lost after the commit.
  assert.deepEqual(await fixture.deliveries.writeEnded([result]), [result]);
  assert.equal(await resumesAt(), givenBack);
});

test('a result that is written again does not end the next attempt with the same number', async () => {
  const webhook = newId();
  fixture.rates.set(webhook, 60_000_000);
  await fixture.enqueued(webhook);
  const [deferred] = await fixture.start(10);
  assert.ok(deferred);
  const result = { ...fixture.ended(deferred, DUE_NOW), unusedRateUs: deferred.rateIntervalUs };
  assert.deepEqual(await fixture.deliveries.writeEnded([result]), []);
  await passTime(60_000);
  // The answer to the commit was lost. Before the batch is written again, another connection claims for the same replica.
  const [again] = await fixture.start(10);
  assert.equal(again?.attempts, deferred.attempts);
  const stateOf = (): Promise<unknown> =>
    fixture.dataSource.query(
      'SELECT rate_resumes_at::text, held_by, attempts FROM webhook_queues JOIN deliveries USING (webhook_id)',
    );
  const running = await stateOf();
  assert.deepEqual(await fixture.deliveries.writeEnded([result]), [result]);
  assert.deepEqual(await stateOf(), running);
  assert.deepEqual(await fixture.deliveries.writeEnded([fixture.ended(again, DUE_NOW)]), []);
});
