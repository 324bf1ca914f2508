import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { newId } from '@flowforge/contracts/ids';
import { createDataSource } from '@flowforge/postgres/data-source';
import { Database } from '@flowforge/postgres/database';
import { IdempotencyRetention } from '@flowforge/service-kit/idempotency/idempotency-retention';
import { runRetention } from '@flowforge/service-kit/retention';
import { RetentionMetrics } from '@flowforge/service-kit/retention-metrics';
import { startTestDatabase, type TestDatabase } from '@flowforge/testing/servers';
import { until } from '@flowforge/testing/until';
import { Registry } from 'prom-client';
import type { DataSource } from 'typeorm';
import { IdleConversationStore } from '../close-idle-conversations/idle-conversation.store.js';
import { migrations } from '../migrations.js';
import { Retention } from './retention.service.js';
import { RetentionStore } from './retention.store.js';

const DAYS = 30;
const workspaceId = newId();
const registry = new Registry();
let database: TestDatabase;
let dataSource: DataSource;
let retention: Retention;
let answers: IdempotencyRetention;

before(async () => {
  database = await startTestDatabase({ migrations: { conversations: migrations } });
  dataSource = await createDataSource({
    url: database.urls.conversations,
    schema: 'conversations',
    applicationName: 'test',
  }).initialize();
  const metrics = new RetentionMetrics(registry);
  const connected = new Database(dataSource);
  answers = new IdempotencyRetention(connected, metrics);
  retention = new Retention(new RetentionStore(connected), answers, metrics, DAYS);
});
after(async () => {
  await dataSource.destroy();
  await database.stop();
});

/** A conversation with a message and a token that ended `endedDaysAgo`; null for an open one. */
async function conversation(endedDaysAgo: number | null): Promise<string> {
  const id = newId();
  const endedAt = endedDaysAgo === null ? null : new Date(Date.now() - endedDaysAgo * 86_400_000);
  await dataSource.query(
    `INSERT INTO conversations (id, workspace_id, assistant_id, widget_id, channel, status, device_type, attributes,
            started_at, last_activity_at, idle_close_minutes, idle_close_at, idle_check_at, ended_at, closed_reason)
     VALUES ($1, $2, $1, $1, 'chat', $3, 'desktop', '{}', now(), now(), 30, now() + interval '1 day',
             now() + interval '1 day', $4, $5)`,
    [id, workspaceId, endedAt === null ? 'open' : 'closed', endedAt, endedAt === null ? null : 'idle'],
  );
  await dataSource.query(
    `INSERT INTO messages (id, workspace_id, conversation_id, seq, role, text, created_at) VALUES ($1, $2, $3, 1, 'visitor', 'hi', now())`,
    [newId(), workspaceId, id],
  );
  await dataSource.query(
    'INSERT INTO visitor_tokens (token_hash, workspace_id, conversation_id) VALUES ($1, $2, $3)',
    [Buffer.from(id), workspaceId, id],
  );
  return id;
}

async function event(conversationId: string, isSettled: boolean): Promise<void> {
  const id = newId();
  await dataSource.query(
    `INSERT INTO conversation_events (conversation_id, seq, workspace_id, event_id, type) VALUES ($1, 1, $2, $3, 'conversation.closed')`,
    [conversationId, workspaceId, id],
  );
  await dataSource.query(`INSERT INTO outbox (id, subject, payload, state) VALUES ($1, 'x', '', 'queued')`, [
    id,
  ]);
  if (!isSettled) await dataSource.query('INSERT INTO outbox_pending (id) VALUES ($1)', [id]);
}

const runRound = (): Promise<void> =>
  runRetention(retention.steps, new AbortController().signal, (error) => assert.fail(String(error)));

const ids = async (table: string, column: string): Promise<string[]> => {
  const rows: { id: string }[] = await dataSource.query(`SELECT ${column} AS id FROM ${table} ORDER BY 1`);
  return rows.map((row) => row.id);
};

test('only closed conversations whose time is over and whose events are settled are deleted', async () => {
  const [open, recent, expired, settled, unsettled] = [
    await conversation(null),
    await conversation(DAYS - 1),
    await conversation(DAYS + 1),
    await conversation(DAYS + 1),
    await conversation(DAYS + 400),
  ];
  await event(settled, true);
  await event(unsettled, false);
  await runRound();
  const kept = [open, recent, unsettled].sort();
  assert.deepEqual(await ids('conversations', 'id'), kept);
  assert.deepEqual(await ids('messages', 'conversation_id'), kept);
  assert.deepEqual(await ids('visitor_tokens', 'conversation_id'), kept);
  assert.ok(!kept.includes(expired));
  const metrics = await registry.metrics();
  assert.match(metrics, /retention_rows_deleted_total\{table="conversations"\} 2/);
  assert.match(metrics, /retention_rows_deleted_total\{table="messages"\} 2/);
  assert.match(metrics, /retention_oldest_age_seconds\{table="conversations"\} 3\d{7}/);
});

test('expired answers of idempotency keys are deleted in batches', async () => {
  await dataSource.query(
    `INSERT INTO idempotency_keys (workspace_id, principal, route, key, body_hash, status, answer, expires_at)
     SELECT $1, 'p', 'r', n::text, '', 201, '', now() + (n - 2500) * interval '1 hour' FROM generate_series(1, 2510) AS n`,
    [workspaceId],
  );
  await runRound();
  assert.equal((await ids('idempotency_keys', 'key')).length, 10);
});

test('retention and idle closing read their indexes, not the whole table', async () => {
  await dataSource.query(
    `INSERT INTO conversations (id, workspace_id, assistant_id, widget_id, channel, status, device_type, attributes,
            started_at, last_activity_at, idle_close_minutes, idle_close_at, idle_check_at, ended_at, closed_reason)
     SELECT gen_random_uuid(), $1, $1, $1, 'chat', CASE WHEN closed THEN 'closed' ELSE 'open' END, 'desktop', '{}', now(), now(),
            30, now() + interval '1 day', now() + interval '1 day', CASE WHEN closed THEN now() END,
            CASE WHEN closed THEN 'idle' END
       FROM generate_series(1, 5000), (VALUES (true), (false)) AS kind(closed)`,
    [workspaceId],
  );
  await dataSource.query(
    `INSERT INTO idempotency_keys (workspace_id, principal, route, key, body_hash, status, answer, expires_at)
     SELECT $1, 'p', 'q', n::text, '', 201, '', now() + interval '1 day' FROM generate_series(1, 5000) AS n`,
    [workspaceId],
  );
  for (const table of ['conversations', 'idempotency_keys']) await dataSource.query(`ANALYZE ${table}`);
  const names = ['conversations_idle_check', 'conversations_ended', 'idempotency_keys_expires'];
  const scans = async (): Promise<Record<string, number>> => {
    const rows: { name: string; scans: number }[] = await dataSource.query(
      `SELECT indexrelname AS name, idx_scan::int AS scans FROM pg_stat_user_indexes WHERE indexrelname = ANY($1)`,
      [names],
    );
    return Object.fromEntries(rows.map((row) => [row.name, row.scans]));
  };
  const before = await scans();
  await new IdleConversationStore(new Database(dataSource)).claim(100);
  const store = new RetentionStore(new Database(dataSource));
  await store.deleteConversations(DAYS, 100);
  await answers.run(new AbortController().signal);
  await until('each index to be read', async () => {
    const now = await scans();
    return names.every((name) => (now[name] ?? 0) > (before[name] ?? 0));
  });
});

test('a conversation with a newer message is scheduled again instead of closed', async () => {
  const id = await conversation(null);
  await dataSource.query(
    `UPDATE conversations SET idle_check_at = now() - interval '1 second' WHERE id = $1`,
    [id],
  );
  const store = new IdleConversationStore(new Database(dataSource));
  assert.deepEqual((await store.claim(10)).idle, []);
  await dataSource.query(
    `UPDATE conversations SET idle_close_at = now() - interval '1 second', idle_check_at = now() - interval '1 second' WHERE id = $1`,
    [id],
  );
  assert.deepEqual((await store.claim(10)).idle, [{ workspaceId, conversationId: id }]);
  assert.deepEqual((await store.claim(10)).idle, []);
});
