import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { newId } from '@flowforge/contracts/ids';
import { createLog } from '@flowforge/service-kit/log';
import { NatsLink } from '@flowforge/messaging/nats-link';
import { ServiceClient } from '@flowforge/messaging/service-client';
import { Test, type TestingModule } from '@nestjs/testing';
import pg from 'pg';
import { Registry } from 'prom-client';
import { DataSource } from 'typeorm';
import { readConfig } from '../config.js';
import { ConversationsModule } from '../conversations.module.js';
import {
  type Classification,
  IntentClassifier,
  type KnownIntent,
} from '../intent-classifier/intent-classifier.js';
import { Conversations, TEST_KEYS } from '../running-conversations.testing.js';
import { SendMessageService } from './send-message.service.js';

/** Recognises the only intent in every message, and lets a test act while it does. */
class InterruptedClassifier extends IntentClassifier {
  during: () => Promise<unknown> = async () => undefined;

  override async classify(_text: string, [intent]: readonly KnownIntent[]): Promise<Classification> {
    await this.during();
    return { intent_id: intent?.id ?? null, confidence: 0.9, ranking: [] };
  }
}

const workspaceId = newId();
const intentId = newId();
const assistantId = newId();
const classifier = new InterruptedClassifier();
let conversations: Conversations;
let sql: pg.Pool;
let app: TestingModule;

before(async () => {
  conversations = await Conversations.shared();
  const { databaseUrl, serviceNatsUrl } = conversations.addresses;
  sql = new pg.Pool({ connectionString: databaseUrl, max: 2 });
  const config = readConfig({
    DATABASE_URL: databaseUrl,
    NATS_URL: serviceNatsUrl,
    ENCRYPTION_KEYS: TEST_KEYS,
  });
  app = await Test.createTestingModule({
    imports: [
      ConversationsModule.with({
        config,
        log: createLog('conversations', 'fatal'),
        metrics: new Registry(),
      }),
    ],
  })
    .overrideProvider(IntentClassifier)
    .useValue(classifier)
    .compile();
  await sql.query(
    `INSERT INTO conversations.intents (id, workspace_id, name, utterances) VALUES ($1, $2, $3, $4)`,
    [intentId, workspaceId, 'SALES', ['sales please']],
  );
  await sql.query(
    `INSERT INTO conversations.assistants (id, workspace_id, name, intent_ids, idle_close_minutes) VALUES ($1, $2, 'Desk', $3, 30)`,
    [assistantId, workspaceId, [intentId]],
  );
});
after(async () => {
  await app.get(ServiceClient).close();
  await app.get(NatsLink).close();
  await app.get(DataSource).destroy();
  await sql.end();
  await conversations.stop();
});

async function conversation(): Promise<string> {
  const id = newId();
  await sql.query(
    `INSERT INTO conversations.conversations (id, workspace_id, assistant_id, widget_id, channel, device_type, attributes,
            started_at, last_activity_at, idle_close_minutes, idle_close_at)
     VALUES ($1, $2, $3, $4, 'chat', 'desktop', '{}', now(), now(), 30, now() + interval '30 minutes')`,
    [id, workspaceId, assistantId, newId()],
  );
  return id;
}

const send = (conversationId: string): ReturnType<SendMessageService['send']> =>
  app
    .get(SendMessageService)
    .send(
      { workspaceId, conversationId },
      { key: null, route: 'test', bodyHash: '', keepHours: 24 },
      { text: 'sales please', clientId: null, traceparent: undefined },
    );

const capturedIntents = async (conversationId: string): Promise<number> => {
  const { rows } = await sql.query<{ count: number }>(
    'SELECT count(*)::int AS count FROM conversations.captured_intents WHERE conversation_id = $1',
    [conversationId],
  );
  return rows[0]?.count ?? 0;
};

test('no lock is held while a message is classified', async () => {
  const id = await conversation();
  classifier.during = () =>
    sql.query('SELECT FROM conversations.conversations WHERE id = $1 FOR UPDATE NOWAIT', [id]);
  const { status } = await send(id);
  assert.deepEqual([status, await capturedIntents(id)], [201, 1]);
});

test('an intent that the assistant stops using during classification is not captured', async () => {
  const id = await conversation();
  classifier.during = () =>
    sql.query(`UPDATE conversations.assistants SET intent_ids = '{}' WHERE id = $1`, [assistantId]);
  const { body } = await send(id);
  assert.equal(body.messages.length, 2);
  assert.equal(await capturedIntents(id), 0);
  await sql.query(`UPDATE conversations.assistants SET intent_ids = $2 WHERE id = $1`, [
    assistantId,
    [intentId],
  ]);
});

test('a conversation that is closed during classification takes no message', async () => {
  const id = await conversation();
  classifier.during = () =>
    sql.query(
      `UPDATE conversations.conversations SET status = 'closed', ended_at = now(), closed_reason = 'agent' WHERE id = $1`,
      [id],
    );
  await assert.rejects(send(id), { status: 409, code: 'conversation_closed' });
  assert.equal(await capturedIntents(id), 0);
});
