import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { newId } from '@flowforge/contracts/ids';
import { until } from '@flowforge/testing/until';
import { Conversations } from '../running-conversations.testing.js';
import type { Answer, Client } from '../api-client.testing.js';

let conversations: Conversations;

before(async () => {
  conversations = await Conversations.shared();
});
after(() => conversations.stop());

/** A business whose form asks for a phone number, and whose assistant may have a region. */
async function setUp(assistant: object = {}): Promise<{
  api: Client;
  workspaceId: string;
  assistantId: string;
  submit: (values: object) => Promise<Answer>;
  contactOf: (submitted: Answer) => Promise<string | null>;
}> {
  const workspaceId = newId();
  const api = conversations.client(workspaceId);
  const form = await api.create('/v1/forms', {
    name: 'Call me back',
    fields: [
      { name: 'phone', label: 'Phone', type: 'phone', maps_to: 'phone' },
      { name: 'email', label: 'E-mail', type: 'email', maps_to: 'email' },
      { name: 'fax', label: 'Fax', type: 'phone' },
    ],
  });
  const { id: assistantId } = await api.create('/v1/assistants', {
    name: 'Desk',
    form_ids: [form.id],
    ...assistant,
  });
  const widget = await api.create('/v1/widgets', { assistant_id: assistantId, channel: 'chat' });
  return {
    api,
    workspaceId,
    assistantId,
    submit: async (values) => (await conversations.visitor(widget.id)).submit(form.id, values),
    contactOf: async ({ status, body }) => {
      assert.equal(status, 201, JSON.stringify(body));
      return (await api.get(`/v1/captured-forms/${body.captured_form_id}`)).body.contact_id;
    },
  };
}

/** A contact as an earlier release stored it. */
async function insertContact(
  workspaceId: string,
  phone: string,
  email: string | null = null,
): Promise<string> {
  const id = newId();
  await conversations.rows(
    `INSERT INTO conversations.contacts (id, workspace_id, phone, email, created_at, updated_at)
     VALUES ($1, $2, $3, $4, now(), now())`,
    [id, workspaceId, phone, email],
  );
  return id;
}

const phonesOf = async (api: Client): Promise<string[]> =>
  (await api.get('/v1/contacts')).body.items.map(({ phone }: { phone: string }) => phone);

test('one number in many spellings is one contact; each captured form keeps its spelling', async () => {
  const { api, submit, contactOf } = await setUp();
  const contacts = new Set<string | null>();
  for (const phone of [
    '0049 30 1234567',
    '+49 30 1234567',
    '+49 (0)30 1234567',
    '\u202a+49\u00a030\u00a01234567\u202c',
    '＋４９ ３０ １２３４５６７',
  ]) {
    const submitted = await submit({ phone });
    contacts.add(await contactOf(submitted));
    const captured = await api.get(`/v1/captured-forms/${submitted.body.captured_form_id}`);
    assert.deepEqual(captured.body.field_values, { phone });
  }
  assert.equal(contacts.size, 1);
  assert.deepEqual(await phonesOf(api), ['+49301234567']);
});

test('two people behind one number with two extensions are two contacts', async () => {
  const { api, submit } = await setUp();
  await submit({ phone: '+1 415 555 0100 ext. 1' });
  await submit({ phone: '+1 415 555 0100 x2' });
  assert.deepEqual(await phonesOf(api), ['+14155550100;ext=2', '+14155550100;ext=1']);
});

test('a national number belongs to the region of the assistant, and to nobody else without one', async () => {
  const { api, assistantId, submit, contactOf } = await setUp({ default_region: 'DE' });
  const known = await contactOf(await submit({ phone: '+49 30 1234567' }));
  assert.equal(await contactOf(await submit({ phone: '030 1234567' })), known);
  await api.call('PATCH', `/v1/assistants/${assistantId}`, { default_region: null });
  const other = await contactOf(await submit({ phone: '030 1234567' }));
  assert.notEqual(other, known);
  assert.deepEqual(await phonesOf(api), ['0301234567', '+49301234567']);
});

test('contacts of an earlier release are found by their number and get its current spelling', async () => {
  const { api, workspaceId, submit, contactOf } = await setUp({ default_region: 'DE' });
  const spellings = {
    '00493011111': '+49 30 11111',
    '03022222': '+49 30 22222',
    '+49030333333': '030 333333',
  };
  for (const [stored, typed] of Object.entries(spellings)) {
    const old = await insertContact(workspaceId, stored);
    assert.equal(await contactOf(await submit({ phone: typed })), old, stored);
  }
  assert.deepEqual((await phonesOf(api)).sort(), ['+493011111', '+493022222', '+4930333333']);
});

test('two contacts that an earlier release made of one number stay, and the one in the current spelling is used', async () => {
  const { api, workspaceId, submit, contactOf } = await setUp();
  await insertContact(workspaceId, '0049301234567', 'old@example.com');
  const current = await insertContact(workspaceId, '+49301234567');
  assert.equal(await contactOf(await submit({ phone: '0049 30 1234567' })), current);
  await submit({ phone: '+49 30 1234567', email: 'old@example.com' });
  assert.deepEqual((await phonesOf(api)).sort(), ['+49301234567', '0049301234567']);
});

test('visitors who submit one new number at once get one contact', async () => {
  const { api, submit, contactOf } = await setUp();
  const typed = ['0049 30 1234567', '+49 30 1234567', '+49 (0)30 1234567', '0049 (0)30/1234567'];
  const contacts = await Promise.all(typed.map(async (phone) => contactOf(await submit({ phone }))));
  assert.equal(new Set(contacts).size, 1);
  assert.deepEqual(await phonesOf(api), ['+49301234567']);
});

test('a known contact whose new number another transaction inserts at that moment is kept, and the number stays with the other one', async () => {
  const { api, workspaceId, submit, contactOf } = await setUp();
  const known = await contactOf(await submit({ email: 'ann@example.com' }));
  const other = await conversations.openTransaction();
  try {
    await other.query(
      `INSERT INTO conversations.contacts (id, workspace_id, phone, created_at, updated_at)
       VALUES ($1, $2, '+49301234567', now(), now())`,
      [newId(), workspaceId],
    );
    const submitted = submit({ email: 'ann@example.com', phone: '+49 30 1234567' });
    await until('the update to wait for the other transaction', async () => {
      const waiting = await conversations.rows(
        `SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE 'UPDATE contacts%'`,
      );
      return waiting.length > 0;
    });
    await other.query('COMMIT');
    assert.equal(await contactOf(await submitted), known);
  } finally {
    other.release();
  }
  const { items } = (await api.get('/v1/contacts')).body;
  assert.deepEqual(
    items.map(({ email, phone }: { email: string | null; phone: string | null }) => [email, phone]).sort(),
    [
      [null, '+49301234567'],
      ['ann@example.com', null],
    ],
  );
});

test('contacts are listed by their number in any spelling', async () => {
  const { api, workspaceId, submit } = await setUp();
  await submit({ phone: '+49 30 1234567' });
  await submit({ phone: '(0201) 123' });
  const old = await insertContact(workspaceId, '0049301111111');
  const found = async (phone: string): Promise<string[]> =>
    (await api.get(`/v1/contacts?phone=${encodeURIComponent(phone)}`)).body.items.map(
      (item: { phone: string }) => item.phone,
    );
  assert.deepEqual(await found('0049 30 1234567'), ['+49301234567']);
  assert.deepEqual(await found('+49 (0)30 1234567'), ['+49301234567']);
  assert.deepEqual(await found('0201 123'), ['0201123']);
  assert.deepEqual(await found('030 1234567'), []);
  assert.deepEqual(await found('nobody'), []);
  assert.deepEqual(await found('+49 30 1111111'), ['0049301111111']);
  assert.equal((await api.get(`/v1/contacts/${old}`)).status, 200);
});

test('what is no possible number is 422 and names the field; a number of an unknown country is taken', async () => {
  const { submit } = await setUp();
  for (const phone of ['+49', '+1 500 555', '+999 12345', 'call me']) {
    const { status, body } = await submit({ phone, fax: phone });
    assert.deepEqual(
      [status, ...(body.errors ?? []).map((error: { field: string }) => error.field)],
      [422, 'field_values.phone', 'field_values.fax'],
    );
  }
  assert.equal((await submit({ phone: '555-0100', fax: '(0201) 123' })).status, 201);
});

test('the region of an assistant is a country code in capitals that exists', async () => {
  const { api, assistantId } = await setUp();
  const path = `/v1/assistants/${assistantId}`;
  assert.equal((await api.get(path)).body.default_region, null);
  for (const region of ['de', 'DEU', 'XX', '', 49]) {
    const { status, body } = await api.call('PATCH', path, { default_region: region });
    assert.deepEqual([status, body.errors[0].field], [422, 'default_region'], String(region));
  }
  const changed = await api.call('PATCH', path, { default_region: 'DE' });
  assert.deepEqual([changed.status, changed.body.default_region], [200, 'DE']);
});
