import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { newId } from '@flowforge/contracts/ids';
import { createDataSource } from '@flowforge/postgres/data-source';
import { Database, type SqlValue } from '@flowforge/postgres/database';
import { WorkspaceDatabase, type WorkspaceTransaction } from '@flowforge/postgres/workspace-database';
import type { DataSource } from 'typeorm';
import { CapturedFormStore } from '../captured-form/captured-form.store.js';
import { CapturedIntentStore } from '../captured-intent/captured-intent.store.js';
import { Conversations, setUpHotel } from '../running-conversations.testing.js';
import type { Client } from '../api-client.testing.js';
import { ConversationChanges } from './conversation-changes.js';
import { type ConversationFilters, ConversationStore } from './conversation.store.js';

const LEAD = { name: 'Smith', email: 'smith@gmail.com' };
const DAY_MS = 86_400_000;
let conversations: Conversations;
let dataSource: DataSource;
let api: Client;
let hotel: Awaited<ReturnType<typeof setUpHotel>>;

before(async () => {
  conversations = await Conversations.shared();
  dataSource = await createDataSource({
    url: conversations.addresses.databaseUrl,
    schema: 'conversations',
    applicationName: 'test',
  }).initialize();
  api = conversations.client();
  hotel = await setUpHotel(api);
});
after(async () => {
  await dataSource.destroy();
  await conversations.stop();
});

const idsOf = async (path: string): Promise<string[]> => {
  const { status, body } = await api.get(path);
  assert.equal(status, 200, JSON.stringify(body));
  return body.items.map(({ id }: { id: string }) => id);
};

test('a conversation shows its counts and its last message, in the list and alone', async () => {
  const visitor = await conversations.visitor(hotel.widgetId);
  const shown = async (): Promise<object> => {
    const [first] = (await api.get('/v1/conversations?limit=1')).body.items;
    assert.deepEqual((await api.get(`/v1/conversations/${visitor.conversationId}`)).body, first);
    return first;
  };
  const isLike = async (expected: object): Promise<void> => {
    const actual = await shown();
    assert.deepEqual({ ...actual, ...expected }, actual);
  };
  await isLike({
    id: visitor.conversationId,
    chat_count: 0,
    captured_form_count: 0,
    captured_intent_count: 0,
    last_message_role: 'assistant',
    last_message_preview: 'Hello! How can I help?',
  });
  await visitor.say('Can I get a quote?');
  await visitor.submit(hotel.formId, LEAD);
  await visitor.submit(hotel.formId, LEAD);
  const { body } = await api.post(`/v1/conversations/${visitor.conversationId}/messages`, {
    text: '\u{1f600}'.repeat(250),
  });
  await isLike({
    chat_count: 3,
    captured_form_count: 2,
    captured_intent_count: 1,
    last_message_role: 'agent',
    last_message_preview: '\u{1f600}'.repeat(200),
    last_message_at: body.created_at,
  });
});

test('without a greeting and a message there is no last one', async () => {
  const assistant = await api.create('/v1/assistants', { name: 'Silent' });
  const widget = await api.create('/v1/widgets', { assistant_id: assistant.id, channel: 'chat' });
  const { conversationId } = await conversations.visitor(widget.id);
  const { body } = await api.get(`/v1/conversations/${conversationId}`);
  assert.deepEqual(
    [body.last_message_role, body.last_message_preview, body.last_message_at],
    [null, null, null],
  );
});

test('filters choose by status, assistant, widget, time and what was captured, together', async () => {
  const other = await setUpHotel(api);
  const [plain, withIntent, withForm] = [
    await conversations.visitor(other.widgetId),
    await conversations.visitor(other.widgetId),
    await conversations.visitor(other.widgetId),
  ];
  await withIntent.say('Can I get a quote?');
  await withForm.submit(other.formId, LEAD);
  await withForm.close();
  const [a, b, c] = [plain, withIntent, withForm].map(({ conversationId }) => conversationId);
  const of = `assistant_id=${other.assistantId}`;
  assert.deepEqual(await idsOf(`/v1/conversations?${of}`), [c, b, a]);
  assert.deepEqual(await idsOf(`/v1/conversations?widget_id=${other.widgetId}&status=open`), [b, a]);
  assert.deepEqual(await idsOf(`/v1/conversations?${of}&status=closed`), [c]);
  assert.deepEqual(await idsOf(`/v1/conversations?${of}&has=form`), [c]);
  assert.deepEqual(await idsOf(`/v1/conversations?${of}&has=intent`), [b]);
  assert.deepEqual(await idsOf(`/v1/conversations?${of}&has=form&status=open`), []);
  const { started_at: since } = (await api.get(`/v1/conversations/${b}`)).body;
  assert.deepEqual(await idsOf(`/v1/conversations?${of}&since=${since}`), [c, b]);
  assert.deepEqual(await idsOf(`/v1/conversations?${of}&until=${since}`), [a]);
  const later = encodeURIComponent('2126-11-22T14:54:32+01:00');
  assert.deepEqual(await idsOf(`/v1/conversations?${of}&since=${later}`), []);

  const first = (await api.get(`/v1/conversations?${of}&since=${since}&limit=1`)).body;
  const rest = `/v1/conversations?${of}&since=${since}&limit=1&cursor=${first.next_cursor}`;
  assert.deepEqual(await idsOf(rest), [b]);
  assert.equal((await api.get(rest.replace(`&since=${since}`, ''))).body.code, 'invalid_cursor');
  for (const wrong of ['status=ended', 'has=phone', 'since=yesterday', 'until=2026-11-22']) {
    const { status, body } = await api.get(`/v1/conversations?${wrong}`);
    assert.deepEqual([status, body.errors[0].field], [422, wrong.split('=')[0]]);
  }
});

test('captured forms and intents are listed by form, conversation and time', async () => {
  const visitor = await conversations.visitor(hotel.widgetId);
  await visitor.say('Can I get a quote?');
  const ids: string[] = [];
  for (let count = 0; count < 2; count += 1) {
    ids.unshift((await visitor.submit(hotel.formId, LEAD)).body.captured_form_id);
  }
  const of = `conversation_id=${visitor.conversationId}`;
  assert.deepEqual(await idsOf(`/v1/captured-forms?form_id=${hotel.formId}&${of}`), ids);
  const { created_at: at } = (await api.get(`/v1/captured-forms/${ids[0]}`)).body;
  assert.deepEqual(await idsOf(`/v1/captured-forms?${of}&since=${at}`), ids.slice(0, 1));
  assert.deepEqual(await idsOf(`/v1/captured-forms?${of}&until=${at}`), ids.slice(1));
  assert.equal((await idsOf(`/v1/captured-intents?${of}&until=${at}`)).length, 1);
  assert.deepEqual(await idsOf(`/v1/captured-intents?${of}&since=${at}`), []);
});

/** What Postgres reads for the statements of `work`, in pages of 8 KB, with their plans. */
async function buffersOf(
  workspaceId: string,
  work: (tx: WorkspaceTransaction) => Promise<unknown>,
): Promise<{ buffers: number; plans: string }> {
  return new WorkspaceDatabase(new Database(dataSource)).transaction(workspaceId, async (tx) => {
    const statements: [string, readonly SqlValue[]][] = [];
    const query: WorkspaceTransaction['query'] = (sql, values = []) => {
      statements.push([sql, values]);
      return tx.query(sql, values);
    };
    await work({ ...tx, query });
    let buffers = 0;
    const plans: string[] = [];
    for (const [sql, values] of statements) {
      const plan = await tx.query<{ 'QUERY PLAN': string }>(
        `EXPLAIN (ANALYZE, BUFFERS, TIMING off) ${sql}`,
        values,
      );
      const text = plan.map((line) => line['QUERY PLAN']).join('\n');
      const [, hit = '0', read = '0'] = /Buffers: shared hit=(\d+)(?: read=(\d+))?/.exec(text) ?? [];
      buffers += Number(hit) + Number(read);
      plans.push(text);
    }
    return { buffers, plans: plans.join('\n\n') };
  });
}

test('the filters read indexes: a page costs few buffers among 20,000 conversations', async () => {
  const [workspaceId, usual, rare] = [newId(), newId(), newId()];
  const startMs = Date.now() - 40 * DAY_MS;
  // One conversation every two minutes; one in a thousand is open, and has captures.
  await dataSource.query(
    `INSERT INTO conversations (id, workspace_id, assistant_id, widget_id, channel, status, device_type, attributes,
            started_at, last_activity_at, idle_close_minutes, idle_close_at, idle_check_at, ended_at, closed_reason)
     SELECT (lpad(to_hex($4::bigint + n * 120000::bigint), 12, '0') || '7000' || lpad(to_hex(n), 16, '8'))::uuid, $1,
            CASE WHEN n % 1000 = 0 THEN $3 ELSE $2 END::uuid, CASE WHEN n % 1000 = 0 THEN $3 ELSE $2 END::uuid, 'chat',
            CASE WHEN n % 1000 = 0 THEN 'open' ELSE 'closed' END, 'desktop', '{}', to_timestamp(($4::bigint + n * 120000::bigint) / 1000.0),
            now(), 30, now() + interval '1 day', now() + interval '1 day', CASE WHEN n % 1000 > 0 THEN now() END,
            CASE WHEN n % 1000 > 0 THEN 'idle' END
       FROM generate_series(1, 20000) AS n`,
    [workspaceId, usual, rare, startMs],
  );
  // Another workspace has many that are open.
  await dataSource.query(
    `INSERT INTO conversations (id, workspace_id, assistant_id, widget_id, channel, device_type, attributes, started_at,
            last_activity_at, idle_close_minutes, idle_close_at, idle_check_at)
     SELECT (lpad(to_hex($3::bigint - n), 12, '0') || '7000' || lpad(to_hex(n), 16, '8'))::uuid, $1, $2, $2, 'chat', 'desktop', '{}',
            now(), now(), 30, now() + interval '1 day', now() + interval '1 day'
       FROM generate_series(1, 5000) AS n`,
    [newId(), usual, startMs],
  );
  await dataSource.query(
    `INSERT INTO captured_forms (id, workspace_id, conversation_id, form_instance_id, form_id, form_name, assistant_id, widget_id,
            device_type, field_values, event_id, created_at)
     SELECT id, workspace_id, id, id, $2, 'Leads', $2, $2, 'desktop', '{}', id, started_at
       FROM conversations WHERE workspace_id = $1 AND status = 'open'`,
    [workspaceId, rare],
  );
  await dataSource.query(
    `INSERT INTO captured_intents (id, workspace_id, conversation_id, intent_id, intent_name, assistant_id, widget_id, message_id,
            message, confidence, event_id, created_at)
     SELECT id, workspace_id, id, $2, 'SALES', $2, $2, id, 'hi', 1, id, started_at
       FROM conversations WHERE workspace_id = $1 AND status = 'open'`,
    [workspaceId, rare],
  );
  for (const table of ['conversations', 'captured_forms', 'captured_intents']) {
    await dataSource.query(`ANALYZE ${table}`);
  }
  const none: ConversationFilters = {
    assistantId: undefined,
    widgetId: undefined,
    contactId: undefined,
    status: undefined,
    has: undefined,
    started: { since: undefined, until: undefined },
  };
  const dayFive = { since: new Date(startMs + 5 * DAY_MS), until: new Date(startMs + 6 * DAY_MS) };
  const filters: ConversationFilters[] = [
    none,
    { ...none, status: 'open' },
    { ...none, status: 'closed' },
    { ...none, assistantId: rare },
    { ...none, widgetId: rare },
    { ...none, widgetId: newId() },
    { ...none, has: 'form' },
    { ...none, has: 'intent' },
    { ...none, has: 'form', status: 'open' },
    { ...none, started: dayFive },
    { ...none, started: { since: undefined, until: dayFive.until }, status: 'closed' },
    { ...none, started: { since: new Date(startMs + 50 * DAY_MS), until: undefined } },
  ];
  const store = new ConversationStore(new ConversationChanges());
  for (const filter of filters) {
    const { buffers, plans } = await buffersOf(workspaceId, (tx) =>
      store.list(tx, { limit: 50, cursor: null }, filter),
    );
    // 50 rows with their counts and last messages cost about 400.
    assert.ok(buffers < 700, `${JSON.stringify(filter)}: ${buffers}\n${plans}`);
  }
});

test('captures of one conversation, form, assistant, widget or contact, and of a time, are read by an index', async () => {
  const [workspaceId, formId, rare] = [newId(), newId(), newId()];
  const startMs = Date.now() - 40 * DAY_MS;
  await dataSource.query(
    `INSERT INTO captured_forms (id, workspace_id, conversation_id, form_instance_id, form_id, form_name, assistant_id, widget_id,
            device_type, field_values, event_id, created_at, contact_id)
     SELECT id, $1, CASE WHEN n % 1000 = 0 THEN $3::uuid ELSE gen_random_uuid() END, gen_random_uuid(),
            CASE WHEN n % 1000 = 0 THEN $3 ELSE $2 END::uuid, 'Leads', CASE WHEN n % 1000 = 0 THEN $3 ELSE $2 END::uuid,
            CASE WHEN n % 1000 = 0 THEN $3 ELSE $2 END::uuid, 'desktop', '{}', id, to_timestamp(($4::bigint + n * 120000::bigint) / 1000.0),
            CASE WHEN n % 1000 = 0 THEN $3 ELSE $2 END::uuid
       FROM (SELECT n, (lpad(to_hex($4::bigint + n * 120000::bigint), 12, '0') || '7000' || lpad(to_hex(n), 16, '8'))::uuid AS id
               FROM generate_series(1, 20000) AS n) AS made`,
    [workspaceId, formId, rare, startMs],
  );
  await dataSource.query(
    `INSERT INTO captured_intents (id, workspace_id, conversation_id, intent_id, intent_name, assistant_id, widget_id, message_id,
            message, confidence, event_id, created_at)
     SELECT id, workspace_id, conversation_id, form_instance_id, 'SALES', assistant_id, widget_id, id, 'hi', 1, id, created_at
       FROM captured_forms WHERE workspace_id = $1`,
    [workspaceId],
  );
  for (const table of ['captured_forms', 'captured_intents']) await dataSource.query(`ANALYZE ${table}`);
  const open = { since: undefined, until: undefined };
  const dayFive = { since: new Date(startMs + 5 * DAY_MS), until: new Date(startMs + 6 * DAY_MS) };
  const none = { conversationId: undefined, assistantId: undefined, widgetId: undefined, created: open };
  const page = { limit: 50, cursor: null };
  const reads: [string, (tx: WorkspaceTransaction) => Promise<unknown>][] = [
    ...[
      { ...none, formId: rare },
      { ...none, formId, created: dayFive },
      { ...none, formId: undefined, conversationId: rare },
      { ...none, formId: undefined, assistantId: rare },
      { ...none, formId: undefined, widgetId: rare },
      { ...none, formId: undefined, contactId: rare },
    ].map((filter): [string, (tx: WorkspaceTransaction) => Promise<unknown>] => [
      `forms ${JSON.stringify(filter)}`,
      (tx) => new CapturedFormStore().list(tx, page, { contactId: undefined, ...filter }),
    ]),
    ...[
      { ...none, intentId: undefined, conversationId: rare },
      { ...none, intentId: undefined, assistantId: rare },
      { ...none, intentId: undefined, widgetId: rare },
      { ...none, intentId: undefined, created: dayFive },
    ].map((filter): [string, (tx: WorkspaceTransaction) => Promise<unknown>] => [
      `intents ${JSON.stringify(filter)}`,
      (tx) => new CapturedIntentStore().list(tx, page, filter),
    ]),
  ];
  for (const [name, read] of reads) {
    const { buffers, plans } = await buffersOf(workspaceId, read);
    assert.ok(buffers < 400, `${name}: ${buffers}\n${plans}`);
  }
});
