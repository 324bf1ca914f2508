import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { newId } from '@flowforge/contracts/ids';
import { createDataSource } from '@flowforge/postgres/data-source';
import { Database, type Transaction } from '@flowforge/postgres/database';
import { WorkspaceDatabase } from '@flowforge/postgres/workspace-database';
import type { DataSource } from 'typeorm';
import { type CapturedFieldNames, CapturedFormStore } from '../captured-form/captured-form.store.js';
import { FormEntity } from '../form/form.entity.js';
import { FormStore } from '../form/form.store.js';
import { Conversations } from '../running-conversations.testing.js';
import type { Client } from '../api-client.testing.js';
import { ExportCapturedForms } from './export-captured-forms.service.js';

let conversations: Conversations;
let dataSource: DataSource;
const workspaceId = newId();
let api: Client;

before(async () => {
  conversations = await Conversations.shared();
  api = conversations.client(workspaceId);
  dataSource = await createDataSource({
    url: conversations.addresses.databaseUrl,
    schema: 'conversations',
    applicationName: 'test',
    entities: [FormEntity],
    poolSize: 1,
  }).initialize();
});
after(async () => {
  await dataSource.destroy();
  await conversations.stop();
});

const FIELDS = [
  { name: 'name', label: 'Name', type: 'text' },
  { name: 'phone', label: 'Phone', type: 'phone' },
  { name: 'size', label: 'Size', type: 'multiselect', options: ['Small', 'Large'] },
  { name: 'guests', label: 'Guests', type: 'number' },
];

/** A form, and a visitor of an assistant that uses it. */
async function newForm(name: string): ReturnType<typeof visitorOf> {
  const form = await api.create('/v1/forms', { name, fields: FIELDS });
  return visitorOf(form.id);
}

async function visitorOf(formId: string) {
  const assistant = await api.create('/v1/assistants', { name: 'Desk', form_ids: [formId] });
  const widget = await api.create('/v1/widgets', { assistant_id: assistant.id, channel: 'chat' });
  return { formId, visitor: await conversations.visitor(widget.id) };
}

async function download(path: string, client = api): Promise<Response> {
  // The first request of a client tells the fake of the registry about its key.
  await client.get('/v1/captured-forms?limit=1');
  return fetch(`${client.url}/v1/captured-forms/export?${path}`, {
    headers: { authorization: `Bearer ${client.token}` },
  });
}

/** `text()` of a response would drop the byte order mark. */
const textOf = async (response: Response): Promise<string> =>
  Buffer.from(await response.arrayBuffer()).toString('utf8');

test('a CSV file has the fields in order, removed ones after them, and no formula', async () => {
  const { formId, visitor } = await newForm('Algoscale "Leads"');
  const submit = async (values: object): Promise<string> => {
    const { status, body } = await visitor.submit(formId, values);
    assert.equal(status, 201, JSON.stringify(body));
    return (await api.get(`/v1/captured-forms/${body.captured_form_id}`)).body.created_at;
  };
  const first = await submit({
    name: '=HYPERLINK("http://evil.example")',
    phone: '+49301234567',
    guests: -2,
  });
  const second = await submit({ name: 'Smith, Ann', phone: '030 1234567', size: ['Small', 'Large'] });
  const [name, , ...others] = FIELDS;
  const changed = [others[1], name, { name: 'city', label: 'City', type: 'text' }];
  assert.equal((await api.call('PATCH', `/v1/forms/${formId}`, { fields: changed })).status, 200);
  const third = await submit({ city: 'Käthe\nStraße' });

  const response = await download(`form_id=${formId}`);
  const today = new Date(third).toISOString().slice(0, 10);
  assert.deepEqual(
    ['content-type', 'content-disposition', 'cache-control'].map((header) => response.headers.get(header)),
    ['text/csv; charset=utf-8', `attachment; filename="algoscale-leads-${today}.csv"`, 'no-store'],
  );
  const id = visitor.conversationId;
  assert.equal(
    await textOf(response),
    '\ufeffguests,name,city,phone,size,submitted_at,conversation_id\r\n' +
      `,,"Käthe\nStraße",,,${third},${id}\r\n` +
      `,"Smith, Ann",,030 1234567,Small; Large,${second},${id}\r\n` +
      `-2,"'=HYPERLINK(""http://evil.example"")",,+49301234567,,${first},${id}\r\n`,
  );
  const since = await textOf(await download(`form_id=${formId}&since=${second}&until=${third}`));
  assert.deepEqual(since.split('\r\n').slice(1), [
    `,"Smith, Ann",,030 1234567,Small; Large,${second},${id}`,
    '',
  ]);
});

test('a JSON file has what the list has', async () => {
  const { formId, visitor } = await newForm('Leads');
  assert.deepEqual(await (await download(`form_id=${formId}&format=json`)).json(), []);
  for (const name of ['one', 'two', 'three']) await visitor.submit(formId, { name });
  const response = await download(`form_id=${formId}&format=json`);
  assert.match(
    response.headers.get('content-disposition') ?? '',
    /^attachment; filename="leads-[\d-]+\.json"$/,
  );
  const { items } = (await api.get(`/v1/captured-forms?form_id=${formId}`)).body;
  assert.equal(items.length, 3);
  assert.deepEqual(await response.json(), items);
});

test('a form without captures has the first line only; a deleted form still has its captures', async () => {
  const { formId, visitor } = await newForm('問い合わせ');
  const header = '\ufeffname,phone,size,guests,submitted_at,conversation_id\r\n';
  assert.equal(await textOf(await download(`form_id=${formId}`)), header);
  await visitor.submit(formId, { phone: '+49301234567' });
  await api.call('DELETE', `/v1/forms/${formId}`);
  const response = await download(`form_id=${formId}`);
  assert.match(response.headers.get('content-disposition') ?? '', /filename="form-[\d-]+\.csv"/);
  assert.match(await textOf(response), /^\ufeffphone,submitted_at,conversation_id\r\n\+49301234567,/);
});

test('another workspace, an unknown form and wrong parameters are refused; HEAD reads no file', async () => {
  const { formId } = await newForm('Leads');
  const foreign = conversations.client();
  for (const [path, client] of [
    [`form_id=${formId}`, foreign],
    [`form_id=${newId()}`, api],
    ['form_id=x', api],
    ['', api],
  ] as const) {
    const response = await download(path, client);
    const { errors }: { errors: { field: string }[] } = JSON.parse(await response.text());
    assert.deepEqual([response.status, errors[0]?.field], [422, 'form_id'], path);
  }
  assert.equal((await download(`form_id=${formId}&format=xlsx`)).status, 422);
  assert.equal((await download(`form_id=${formId}&limit=1`)).status, 400);
  assert.equal(
    (await download(`form_id=${formId}`, conversations.client(workspaceId, ['assistants:read']))).status,
    403,
  );
  for (let count = 0; count < 5; count += 1) {
    const head = await api.call('HEAD', `/v1/captured-forms/export?form_id=${formId}`);
    assert.deepEqual([head.status, head.headers.get('content-type')], [200, 'text/csv; charset=utf-8']);
  }
});

/** Counts transactions, and how many are open. */
class ObservedDatabase extends Database {
  transactions = 0;

  override transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    this.transactions += 1;
    return super.transaction(work);
  }
}

const ALWAYS = { since: undefined, until: undefined };
/** An export without an actor adds no entry. */
const NO_AUDIT = { append: () => Promise.reject(new Error('no entry is expected')) };

test('a large export is read page by page, as fast as it is taken, and holds no connection meanwhile', async () => {
  const formId = newId();
  await dataSource.query(
    `INSERT INTO captured_forms (id, workspace_id, conversation_id, form_instance_id, form_id, form_name, assistant_id, widget_id,
            device_type, field_values, event_id, created_at)
     SELECT (lpad(to_hex((extract(epoch FROM now()) * 1000)::bigint - n), 12, '0') || '7000' || lpad(to_hex(n), 16, '8'))::uuid, $1,
            gen_random_uuid(), gen_random_uuid(), $2, 'Leads', $2, $2, 'desktop',
            json_build_object('number', n, 'text', repeat('x', 2000)), gen_random_uuid(), now() - n * interval '1 ms'
       FROM generate_series(1, 4000) AS n`,
    [workspaceId, formId],
  );
  const observed = new ObservedDatabase(dataSource);
  const service = new ExportCapturedForms(
    new WorkspaceDatabase(observed),
    new FormStore(),
    new CapturedFormStore(),
    NO_AUDIT,
  );
  const command = { formId, format: 'csv' as const, created: ALWAYS, actor: null };
  const { content } = await service.export(workspaceId, command);
  const afterStart = observed.transactions;
  const reader = content[Symbol.asyncIterator]();
  let text = '';
  const take = async (): Promise<boolean> => {
    const { done, value } = await reader.next();
    text += String(value ?? '');
    return done !== true;
  };
  for (let chunks = 1; chunks <= 10; chunks += 1) {
    assert.ok(await take());
    // The pool has one connection. The export does not hold it.
    await dataSource.query('SELECT 1');
    const read = observed.transactions - afterStart;
    assert.ok(read <= chunks + 2, `${read} pages were read for ${chunks} chunks`);
  }
  let more = true;
  while (more) more = await take();
  const numbers = [...text.matchAll(/^(\d+),x{2000},/gm)].map(([, number]) => Number(number));
  assert.equal(numbers.length, 4_000);
  assert.ok(numbers.every((number, index) => number === index + 1));
});

test('the names of the fields are read in batches', async () => {
  const formId = newId();
  await dataSource.query(
    `INSERT INTO captured_forms (id, workspace_id, conversation_id, form_instance_id, form_id, form_name, assistant_id, widget_id,
            device_type, field_values, event_id, created_at)
     SELECT gen_random_uuid(), $1, gen_random_uuid(), gen_random_uuid(), $2, 'Leads', $2, $2, 'desktop',
            json_build_object('field_' || n, n), gen_random_uuid(), now()
       FROM generate_series(1, 25) AS n`,
    [workspaceId, formId],
  );
  const [store, open] = [new CapturedFormStore(), { since: undefined, until: undefined }];
  const none = {
    conversationId: undefined,
    assistantId: undefined,
    widgetId: undefined,
    contactId: undefined,
  };
  const names: string[] = [];
  const rows: number[] = [];
  await new WorkspaceDatabase(new Database(dataSource)).transaction(workspaceId, async (tx) => {
    let after: string | null = null;
    for (let round = 0; round < 4; round += 1) {
      const batch: CapturedFieldNames = await store.fieldNames(
        tx,
        { ...none, formId, created: open },
        after,
        10,
      );
      names.push(...batch.names);
      rows.push(batch.rows);
      after = batch.last ?? after;
    }
  });
  assert.deepEqual(rows, [10, 10, 5, 0]);
  assert.deepEqual(names.sort(), Array.from({ length: 25 }, (_, index) => `field_${index + 1}`).sort());
});

test('two exports of a workspace run at the same time; one that is given up makes room', async () => {
  const { formId } = await newForm('Leads');
  const service = new ExportCapturedForms(
    new WorkspaceDatabase(new Database(dataSource)),
    new FormStore(),
    new CapturedFormStore(),
    NO_AUDIT,
  );
  const start = (workspace: string): ReturnType<ExportCapturedForms['export']> =>
    service.export(workspace, { formId, format: 'json', created: ALWAYS, actor: null });
  const [first] = [await start(workspaceId), await start(workspaceId)];
  await assert.rejects(start(workspaceId), { code: 'too_many_exports' });
  await assert.rejects(start(newId()), { code: 'invalid_request' });
  await new Promise((resolve) => first.content.once('close', resolve).destroy());
  const { content } = await start(workspaceId);
  let text = '';
  for await (const chunk of content) text += String(chunk);
  assert.equal(text, '[]\n');
});
