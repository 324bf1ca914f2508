import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { AuditEntry } from '@flowforge/contracts/audit/audit-entry';
import { newId } from '@flowforge/contracts/ids';
import { FakeAuditLog } from '@flowforge/testing/fake-audit-log';
import { until } from '@flowforge/testing/until';
import { Conversations, setUpHotel } from './running-conversations.testing.js';
import type { Client } from './api-client.testing.js';

let conversations: Conversations;
/** A second receiver beside the one of the shared servers, which answers. */
let auditLog: FakeAuditLog;

before(async () => {
  conversations = await Conversations.shared();
  auditLog = await FakeAuditLog.on(conversations.connection, () => null);
});
after(() => conversations.stop());

function newWorkspace(): { workspaceId: string; api: Client } {
  const workspaceId = newId();
  return { workspaceId, api: conversations.client(workspaceId) };
}

/** What was sent to the audit log of a workspace, in the order of its ids, once nothing waits any more. */
async function entriesOf(workspaceId: string): Promise<AuditEntry[]> {
  await until('the entries to be sent', async () => {
    const sql = 'SELECT 1 FROM conversations.audit_outbox WHERE workspace_id = $1';
    return (await conversations.rows(sql, [workspaceId])).length === 0;
  });
  // The answer to an entry may be faster than the copy that this test receives.
  await conversations.connection.flush();
  return auditLog.entriesOf(workspaceId);
}

/** An entry in short: action, name of the target, changed fields. */
const inShort = ({ action, target, changes }: AuditEntry): unknown[] => [
  action,
  target.name,
  changes.map(({ field }) => field),
];

test('who makes, changes and deletes assistants, forms, intents and widgets is recorded, without their content', async () => {
  const { workspaceId, api } = newWorkspace();
  const { formId, intentId, assistantId, widgetId } = await setUpHotel(api);
  const patch = async (path: string, body: object): Promise<void> =>
    assert.equal((await api.call('PATCH', path, body)).status, 200);
  await patch(`/v1/assistants/${assistantId}`, { greeting: 'A hush greeting', idle_close_minutes: 5 });
  await patch(`/v1/forms/${formId}`, { fields: [{ name: 'hush', label: 'Hush', type: 'text' }] });
  await patch(`/v1/intents/${intentId}`, { utterances: ['hush hush'], name: 'BUY' });
  await patch(`/v1/widgets/${widgetId}`, { launcher_text: 'Talk to us' });
  for (const path of [`/v1/intents/${intentId}`, `/v1/forms/${formId}`, `/v1/assistants/${assistantId}`])
    assert.equal((await api.call('DELETE', path)).status, 204);

  const entries = await entriesOf(workspaceId);
  assert.deepEqual(entries.map(inShort), [
    ['form.created', 'Algoscale Leads', []],
    ['intent.created', 'SALES', []],
    ['assistant.created', 'Front desk', []],
    ['widget.created', 'Front desk', []],
    ['assistant.updated', 'Front desk', ['greeting', 'idle_close_minutes']],
    ['form.updated', 'Algoscale Leads', ['fields']],
    ['intent.updated', 'BUY', ['name', 'utterances']],
    ['widget.updated', 'Front desk', ['launcher_text']],
    ['intent.deleted', 'BUY', []],
    ['form.deleted', 'Algoscale Leads', []],
    ['assistant.deleted', 'Front desk', []],
    ['widget.deleted', 'Front desk', []],
  ]);
  assert.deepEqual(
    entries.slice(8).map(({ target }) => target.id),
    [intentId, formId, assistantId, widgetId],
  );
  for (const { actor } of entries) assert.deepEqual([actor.kind, actor.address], ['api_key', '127.0.0.1']);
  assert.ok(!/hush/i.test(JSON.stringify(entries)));
});

test('what is refused, repeated or changes nothing is not recorded', async () => {
  const { workspaceId, api } = newWorkspace();
  const headers = { 'idempotency-key': newId() };
  const made = await api.post('/v1/assistants', { name: 'Desk' }, headers);
  await api.post('/v1/assistants', { name: 'Desk' }, headers);
  const path = `/v1/assistants/${made.body.id}`;
  await api.call('PATCH', path, { name: 'Desk', form_ids: [] });
  assert.equal((await api.call('PATCH', path, { form_ids: [newId()] })).status, 422);
  assert.equal((await api.call('DELETE', path, undefined, { 'if-match': '"77"' })).status, 412);
  const foreign = newWorkspace();
  assert.equal((await foreign.api.call('DELETE', path)).status, 404);
  assert.deepEqual((await entriesOf(workspaceId)).map(inShort), [['assistant.created', 'Desk', []]]);
  assert.deepEqual(await entriesOf(foreign.workspaceId), []);
});

test('an export of captured values is recorded, and not what was captured', async () => {
  const { workspaceId, api } = newWorkspace();
  const { formId, widgetId } = await setUpHotel(api);
  const visitor = await conversations.visitor(widgetId);
  await visitor.submit(formId, { name: 'Hush', email: 'hush@example.com' });
  const path = `/v1/captured-forms/export?form_id=${formId}`;
  assert.equal((await api.call('HEAD', path)).status, 200);
  assert.equal((await api.get(path)).status, 200);
  const [exported, ...more] = (await entriesOf(workspaceId)).slice(4);
  assert.deepEqual(more, []);
  assert.deepEqual(
    [exported?.action, exported?.target],
    ['captured_forms.exported', { kind: 'form', id: formId, name: 'Algoscale Leads' }],
  );
  assert.ok(!/hush/i.test(JSON.stringify(exported)));
});

test('who ends a conversation for the business is recorded once, a visitor is not', async () => {
  const { workspaceId, api } = newWorkspace();
  const { widgetId } = await setUpHotel(api);
  const [first, second] = [await conversations.visitor(widgetId), await conversations.visitor(widgetId)];
  for (let count = 0; count < 2; count += 1)
    assert.equal((await api.post(`/v1/conversations/${first.conversationId}/close`)).status, 200);
  assert.equal((await second.close()).status, 200);
  assert.equal((await api.post(`/v1/conversations/${second.conversationId}/close`)).status, 200);
  const closed = (await entriesOf(workspaceId)).slice(4);
  assert.deepEqual(
    closed.map(({ action, target }) => [action, target]),
    [['conversation.closed', { kind: 'conversation', id: first.conversationId, name: null }]],
  );
});
