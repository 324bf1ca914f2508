import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { until } from '@flowforge/testing/until';
import { Conversations } from '../running-conversations.testing.js';
import type { Answer, Client } from '../api-client.testing.js';

let conversations: Conversations;
let api: Client;

before(async () => {
  conversations = await Conversations.shared();
  api = conversations.client();
});
after(() => conversations.stop());

const FORM = { name: 'Leads', fields: [{ name: 'email', label: 'E-mail', type: 'email' }] };

/** Waits until so many statements wait for the transaction of the backend `pid`, or for one that does. */
function untilWaiting(pid: number, count: number): Promise<unknown> {
  return until(`${count} statements that wait for a lock`, async () => {
    const waiting = await conversations.rows(
      `WITH RECURSIVE blocked AS (
         SELECT pid FROM pg_stat_activity WHERE $1 = ANY(pg_blocking_pids(pid))
         UNION SELECT next.pid FROM pg_stat_activity next JOIN blocked ON blocked.pid = ANY(pg_blocking_pids(next.pid)))
       SELECT pid FROM blocked`,
      [pid],
    );
    return waiting.length === count;
  });
}

/**
 * Sends `remove` while another connection holds the lock of one row that it needs, so that it stops between its locks; then
 * sends `change`, and ends the other transaction.
 */
async function interleave(
  held: { table: string; id: string },
  remove: () => Promise<Answer>,
  change: () => Promise<Answer>,
  { changeWaits }: { changeWaits: boolean },
): Promise<[Answer, Answer]> {
  const other = await conversations.openTransaction();
  try {
    const { rows } = await other.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    const pid = rows[0]?.pid ?? 0;
    await other.query(`SELECT FROM conversations.${held.table} WHERE id = $1 FOR UPDATE`, [held.id]);
    const removed = remove();
    await untilWaiting(pid, 1);
    const changed = change();
    if (changeWaits) await untilWaiting(pid, 2);
    else await changed;
    await other.query('COMMIT');
    return await Promise.all([removed, changed]);
  } finally {
    other.release();
  }
}

test('a change that names a form waits for the removal of the form, and then finds no form', async () => {
  const form = await api.create('/v1/forms', FORM);
  const intent = await api.create('/v1/intents', { name: 'A', utterances: ['a'], form_id: form.id });
  const assistant = await api.create('/v1/assistants', { name: 'Desk', form_ids: [form.id] });
  const [removed, changed] = await interleave(
    { table: 'intents', id: intent.id },
    () => api.call('DELETE', `/v1/forms/${form.id}`),
    () => api.call('PATCH', `/v1/assistants/${assistant.id}`, { form_ids: [form.id] }),
    { changeWaits: true },
  );
  assert.equal(removed.status, 204);
  assert.deepEqual([changed.status, changed.body.errors?.[0]?.field], [422, 'form_ids']);
  assert.deepEqual((await api.get(`/v1/assistants/${assistant.id}`)).body.form_ids, []);
});

test('a change that names no form does not wait for the removal of a form', async () => {
  const form = await api.create('/v1/forms', FORM);
  const intent = await api.create('/v1/intents', { name: 'A', utterances: ['a'], form_id: form.id });
  const assistant = await api.create('/v1/assistants', { name: 'Desk', form_ids: [form.id] });
  const rename = (): Promise<Answer> =>
    api.call('PATCH', `/v1/assistants/${assistant.id}`, { name: 'Front desk' });
  const [removed, changed] = await interleave(
    { table: 'intents', id: intent.id },
    () => api.call('DELETE', `/v1/forms/${form.id}`),
    rename,
    { changeWaits: false },
  );
  assert.deepEqual([removed.status, changed.status], [204, 200]);
  const { body } = await api.get(`/v1/assistants/${assistant.id}`);
  assert.deepEqual([body.name, body.form_ids], ['Front desk', []]);
});

test('a change of an intent or a widget and the removal of what it refers to both get an answer', async () => {
  const form = await api.create('/v1/forms', FORM);
  const [first, second] = [
    await api.create('/v1/intents', { name: 'A', utterances: ['a'], form_id: form.id }),
    await api.create('/v1/intents', { name: 'B', utterances: ['b'], form_id: form.id }),
  ];
  const [formRemoved, intentChanged] = await interleave(
    { table: 'intents', id: first.id },
    () => api.call('DELETE', `/v1/forms/${form.id}`),
    () => api.call('PATCH', `/v1/intents/${second.id}`, { form_id: form.id }),
    { changeWaits: true },
  );
  assert.deepEqual([formRemoved.status, intentChanged.status], [204, 422]);

  const { id } = await api.create('/v1/assistants', { name: 'Desk' });
  const [left, right] = [
    await api.create('/v1/widgets', { assistant_id: id, channel: 'chat' }),
    await api.create('/v1/widgets', { assistant_id: id, channel: 'chat' }),
  ];
  const [assistantRemoved, widgetChanged] = await interleave(
    { table: 'widgets', id: left.id },
    () => api.call('DELETE', `/v1/assistants/${id}`),
    () => api.call('PATCH', `/v1/widgets/${right.id}`, { assistant_id: id }),
    { changeWaits: true },
  );
  assert.deepEqual([assistantRemoved.status, widgetChanged.status], [204, 404]);
});
