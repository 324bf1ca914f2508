import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, test } from 'node:test';
import { encodeEvent } from '@flowforge/contracts/events/event';
import { newId } from '@flowforge/contracts/ids';
import { KeyRing } from '@flowforge/encryption/key-ring';
import { NatsLink } from '@flowforge/messaging/nats-link';
import { Database } from '@flowforge/postgres/database';
import { until } from '@flowforge/testing/until';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import type { AttemptResult } from '../delivery/attempt-result.js';
import { deliveryOf } from '../delivery/delivery.js';
import { DUE_NOW, type NewEventRecord, type WaitingState } from '../delivery/delivery-state.js';
import { OrderedQueue, seqsOf, webhookId, workspaceId } from '../delivery/ordered-queue.testing.js';
import { DeliveryMetrics } from '../metrics/delivery-metrics.js';
import type { StartedDelivery } from '../delivery/started-delivery.js';
import { type ArrivedEvent, planned } from '../on-captured-event/in-flight-event.js';
import { InFlightEventWriter } from '../on-captured-event/in-flight-event-writer.service.js';
import { JobStore } from '../job/job.store.js';
import { Replanner } from '../replan/replanner.service.js';
import { CurrentRouting } from '../routing/current-routing.worker.js';
import { RoutingStore } from '../routing/routing.store.js';
import { Statistics } from '../statistics/statistics.worker.js';
import { StatisticsStore } from '../statistics/statistics.store.js';
import { assignmentChanged, capturedForm, newWebhook, nowMicros, webhookChanged } from '../testing.js';
import { Recorder } from './recorder.worker.js';

/** The routing in the database. Reading it waits while `mayRead` is pending. */
class SlowRoutingStore extends RoutingStore {
  mayRead: Promise<void> = Promise.resolve();
  onRead: () => void = () => undefined;
  /** Runs after a read, before its result is returned. */
  afterRead: () => Promise<void> = () => Promise.resolve();

  override async deltaSince(revision: number): ReturnType<RoutingStore['deltaSince']> {
    this.onRead();
    await this.mayRead;
    const delta = await super.deltaSince(revision);
    await this.afterRead();
    return delta;
  }
}

let queue: OrderedQueue;
/** Reaches no server: the routing is read from the database only. */
let link: NatsLink;

before(async () => {
  queue = await OrderedQueue.start();
  await queue.reset();
  link = new NatsLink({ url: 'nats://127.0.0.1:1', name: 'test' }, () => undefined);
});

/** A recorder over `queue`, and the routing that it reads. */
/** Refused results that were counted, by what was stored. */
async function refusedOf({ resultsRefused }: DeliveryMetrics): Promise<Record<string, number>> {
  const { values } = await resultsRefused.get();
  return Object.fromEntries(values.map(({ labels, value }) => [String(labels.stored), value]));
}

function newRecorder(metrics = new DeliveryMetrics(new Registry())): {
  access: Database;
  store: SlowRoutingStore;
  routing: CurrentRouting;
  recorder: Recorder;
} {
  const access = new Database(queue.dataSource);
  const store = new SlowRoutingStore(access);
  const routing = new CurrentRouting(
    store,
    link,
    0,
    () => Promise.resolve(true),
    (error) => assert.fail(String(error)),
  );
  const recorder = new Recorder(
    queue.deliveries,
    new Replanner(queue.deliveries, routing, new JobStore(access), () => undefined),
    new Statistics(new StatisticsStore(access), (error) => assert.fail(String(error))),
    metrics,
    pino({ enabled: false }),
    () => undefined,
  );
  return { access, store, routing, recorder };
}

/** Deliveries of conversations of their own, started. */
async function startedDeliveries(count: number): Promise<StartedDelivery[]> {
  for (let number = 0; number < count; number += 1) await queue.store(newId(), 1);
  const started = await queue.startDue();
  assert.equal(started.length, count);
  return started;
}

const failedAttempt = (detail: string): AttemptResult => ({
  outcome: 'endpoint_error',
  statusCode: 503,
  detail,
  excerpt: Buffer.from('no'),
  retryAfterMs: null,
  command: null,
  startedAt: new Date(),
  durationMs: 1,
  timing: null,
  headers: null,
});

const retryLater = (attempt: AttemptResult): WaitingState => ({
  ...DUE_NOW,
  attempts: 1,
  retries: 1,
  dueInMs: 60_000,
  attempt,
});

after(async () => {
  await link.close();
  await queue.stop();
});

test('an event that is planned again when it is stored is not overtaken in its conversation', async () => {
  const { store, routing, recorder } = newRecorder();
  const formId = newId();
  const conversationId = newId();
  const recordOf = (seq: number, plannedWith: number, isRouted: boolean): NewEventRecord => {
    const event = {
      ...capturedForm(workspaceId, formId, nowMicros(), newId()),
      conversation_id: conversationId,
      conversation_seq: seq,
    };
    const target = { webhookId, payloadVersion: '2026-05' as const, isOrdered: true };
    return {
      event,
      payload: Buffer.from(encodeEvent(event)),
      plannedWith,
      deliveries: isRouted ? [{ delivery: deliveryOf(event, target), state: DUE_NOW }] : [],
    };
  };

  // The first event is planned before the webhook is assigned to its form, and is stored after that.
  const first = recordOf(1, routing.loadedRevision, false);
  const ring = KeyRing.parse(`k1:${randomBytes(32).toString('base64')}`);
  const webhook = { ...newWebhook('https://example.com/', workspaceId), webhookId };
  const from = nowMicros() - 60_000_000;
  await store.apply(
    [
      webhookChanged(ring, webhook, { ordering: 'conversation' }, from),
      assignmentChanged(webhook, formId, from),
    ],
    () => Promise.resolve(),
  );
  let resume: () => void = () => undefined;
  store.mayRead = new Promise((resolve) => (resume = resolve));
  const isPlannedAgain = new Promise<void>((resolve) => (store.onRead = resolve));
  const storingFirst = recorder.recordNewEvent(first);
  await isPlannedAgain;

  // Another replica, with the new routing, stores the second event meanwhile.
  await queue.deliveries.writeNewEvents([recordOf(2, 1, true)]);
  assert.deepEqual(seqsOf(await queue.startDue()), []);
  resume();
  await storingFirst;
  const started = await queue.startDue();
  assert.deepEqual(seqsOf(started), [1]);
  await queue.end(started);
  assert.deepEqual(seqsOf(await queue.startDue()), [2]);
});

test('an event that is stored after a recovery has examined its time is sent, too, if the recovery covers it', async () => {
  const { access, store, routing, recorder } = newRecorder();
  const ring = KeyRing.parse(`k1:${randomBytes(32).toString('base64')}`);
  const webhook = newWebhook('https://example.com/', workspaceId);
  const formId = newId();
  const second = 1_000_000;
  const start = nowMicros() - 100 * second;
  const revision = (number: number, enabled: boolean, at: number) =>
    webhookChanged(ring, { ...webhook, revision: number }, { enabled }, at);
  await store.apply(
    [
      revision(1, true, start),
      revision(2, false, start + 10 * second),
      revision(3, true, start + 60 * second),
      assignmentChanged(webhook, formId, start),
    ],
    () => Promise.resolve(),
  );
  await routing.load();
  const jobs = new JobStore(access);
  const isDueAfter = async (
    at: number,
    recovery: { state: string; statuses?: string[]; until?: number; examined?: number },
  ): Promise<boolean> => {
    await access.query('DELETE FROM jobs');
    const {
      state,
      statuses = ['failed', 'skipped'],
      until = start + 60 * second,
      examined = null,
    } = recovery;
    await access.query(
      `INSERT INTO jobs (id, kind, workspace_id, webhook_id, since, until, statuses, state, position_at, position_id, finished_at)
       VALUES ($1, 'recovery', $2, $3, $4, $5, $6, $7, $8, $9, now())`,
      [
        ...[newId(), workspaceId, webhook.webhookId, start, until, statuses, state],
        ...[examined, examined === null ? null : newId()],
      ],
    );
    const event = capturedForm(workspaceId, formId, at, newId());
    await recorder.recordNewEvent({
      event,
      payload: Buffer.from(encodeEvent(event)),
      plannedWith: routing.loadedRevision,
      deliveries: [],
    });
    const rows = await access.query(
      `SELECT FROM deliveries WHERE event_id = $1 AND webhook_id = $2 AND status = 'pending'`,
      [event.id, webhook.webhookId],
    );
    return rows.length === 1;
  };
  const missed = start + 30 * second;
  assert.equal(await isDueAfter(missed, { state: 'completed' }), true);
  assert.equal(await isDueAfter(missed, { state: 'running' }), true);
  assert.equal(await isDueAfter(missed, { state: 'completed', until: missed }), false, 'before it');
  assert.equal(await isDueAfter(missed, { state: 'completed', statuses: ['failed'] }), false);
  assert.equal(await isDueAfter(missed, { state: 'cancelled', examined: missed + second }), true);
  assert.equal(await isDueAfter(missed, { state: 'cancelled', examined: missed - second }), false);
  assert.equal(await isDueAfter(missed, { state: 'cancelled' }), false, 'nothing was examined');
  assert.equal(await isDueAfter(start + 5 * second, { state: 'completed' }), false, 'nothing was missed');
  assert.deepEqual(await jobs.recoveriesOfMissed([newId()], [webhook.webhookId]), [], 'of another workspace');
});

test('new events are planned again once, also when routing changes are applied all the time', async () => {
  const { access, store, recorder } = newRecorder();
  const change = (): Promise<void> => {
    const webhook = newWebhook('https://example.com/', workspaceId);
    return store.apply([assignmentChanged(webhook, newId(), nowMicros())], () => Promise.resolve());
  };
  await change();
  const changes: Promise<void>[] = [];
  let reads = 0;
  store.afterRead = async () => {
    reads += 1;
    if (reads > 5) return;
    let isApplied = false;
    changes.push(change().then(() => void (isApplied = true)));
    await until('the change is applied, or waits for the lock', async () => {
      if (isApplied) return true;
      const waiting = await access.query("SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted");
      return waiting.length > 0;
    });
  };
  const event = capturedForm(workspaceId, newId(), nowMicros(), newId());
  await recorder.recordNewEvent({
    event,
    payload: Buffer.from(encodeEvent(event)),
    plannedWith: 0,
    deliveries: [],
  });
  assert.equal(reads, 1);
  await Promise.all(changes);
});

test('events are stored after a connection has lost its prepared statements', async () => {
  const { access, recorder } = newRecorder();
  const record = async (): Promise<void> => {
    const event = capturedForm(workspaceId, newId(), nowMicros(), newId());
    const target = { webhookId, payloadVersion: '2026-05' as const, isOrdered: false };
    const deliveries = [{ delivery: deliveryOf(event, target), state: DUE_NOW }];
    await recorder.recordNewEvent({
      event,
      payload: Buffer.from(encodeEvent(event)),
      plannedWith: Number.MAX_SAFE_INTEGER,
      deliveries,
    });
  };
  await record();
  // The pool gives out the connection that was released last.
  await access.query('DISCARD ALL');
  await record();
});

test('a result whose response the database refuses is stored without it, and so are the others of its batch', async () => {
  await queue.reset();
  const metrics = new DeliveryMetrics(new Registry());
  const { recorder } = newRecorder(metrics);
  const started = await startedDeliveries(3);
  await Promise.all(
    started.map((one, index) =>
      // Postgres has no text with the character 0.
      recorder.recordEnded(queue.ended(one, retryLater(failedAttempt(index === 1 ? 'a\0b' : 'down')))),
    ),
  );
  const rows: unknown[] = await queue.dataSource.query(
    `SELECT status, held_by, retries, last_outcome, detail, status_code, response_excerpt IS NULL AS without_response
       FROM deliveries JOIN attempts USING (event_id, webhook_id) ORDER BY detail`,
  );
  const stored = {
    status: 'pending',
    held_by: null,
    retries: 1,
    last_outcome: 'endpoint_error',
    status_code: 503,
  };
  assert.deepEqual(rows, [
    { ...stored, detail: 'down', without_response: false },
    { ...stored, detail: 'down', without_response: false },
    { ...stored, detail: 'the response could not be stored', without_response: true },
  ]);
  assert.deepEqual(await refusedOf(metrics), { without_response: 1, end_only: 0, nothing: 0 });
});

test('a result that the database refuses for any other reason ends its delivery; the others are stored', async () => {
  await queue.reset();
  const metrics = new DeliveryMetrics(new Registry());
  const { recorder } = newRecorder(metrics);
  const started = await startedDeliveries(3);
  const poisoned = started[1]?.delivery.eventId ?? '';
  await queue.dataSource.query(
    `CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'refused'; END $$;
     CREATE TRIGGER refuse BEFORE UPDATE ON deliveries FOR EACH ROW
       WHEN (NEW.event_id = '${poisoned}' AND NEW.status = 'pending') EXECUTE FUNCTION refuse()`,
  );
  try {
    await Promise.all(
      started.map((one) => recorder.recordEnded(queue.ended(one, retryLater(failedAttempt('down'))))),
    );
  } finally {
    await queue.dataSource.query('DROP FUNCTION refuse CASCADE');
  }
  const rows: { event_id: string }[] = await queue.dataSource.query(
    `SELECT event_id, status, held_by, due_at IS NULL AS ended, failure_reason, outcome, detail
       FROM deliveries JOIN attempts USING (event_id, webhook_id) ORDER BY status`,
  );
  const [failed, ...others] = rows;
  assert.deepEqual(failed, {
    event_id: poisoned,
    status: 'failed',
    held_by: null,
    ended: true,
    failure_reason: 'internal_errors',
    outcome: 'internal_error',
    detail: 'the result could not be stored',
  });
  assert.equal(others.length, 2);
  assert.deepEqual(await refusedOf(metrics), { without_response: 0, end_only: 1, nothing: 0 });
});

test('a first attempt whose result cannot be stored keeps its number: the next attempt is the second one', async () => {
  await queue.reset();
  const event = capturedForm(workspaceId, newId(), nowMicros(), newId());
  const arrived: ArrivedEvent = {
    event,
    payload: Buffer.from(encodeEvent(event)),
    storedAs: null,
    span: null,
    receivedAt: performance.now(),
    ackHandles: [],
  };
  const target = { webhookId: newId(), payloadVersion: '2026-05' as const, isOrdered: false };
  const inFlightEvent = planned(arrived, [target], 1_000, () => true);
  for (const attempt of inFlightEvent.attempts) attempt.state = retryLater(failedAttempt('down'));
  const metrics = new DeliveryMetrics(new Registry());
  const writer = new InFlightEventWriter(
    newRecorder(metrics).recorder,
    metrics,
    pino({ enabled: false }),
    () => undefined,
    () => undefined,
  );
  await queue.dataSource.query(
    `CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE check_violation; END $$;
     CREATE TRIGGER refuse BEFORE INSERT ON attempts FOR EACH ROW EXECUTE FUNCTION refuse()`,
  );
  try {
    await writer.write(inFlightEvent);
  } finally {
    await queue.dataSource.query('DROP FUNCTION refuse CASCADE');
  }
  const [started] = await queue.startDue();
  assert.equal(started?.delivery.eventId, event.id);
  assert.equal(started.attempts, 1);
});
