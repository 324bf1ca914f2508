import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AuditEntry } from '../../../api/audit-log.js';
import { actorName, changedFields, deletedIds, targetName, targetPath, verbOf } from './audit-sentence.js';

const ENTRY: AuditEntry = {
  id: '0199d1a3-11c4-7d20-8e5f-0b7a91d3c268',
  actor: { kind: 'user', id: '0199d1a2-7c11-7e0a-9f3b-5a2c8d417e60', name: 'Ann Lee' },
  action: 'webhook.created',
  target: { kind: 'webhook', id: '0199d1a2-8f00-7b3c-8a51-2e6f90c4d713', name: 'CRM' },
  changes: [],
  address: '192.0.2.44',
  created_at: '2026-05-20T09:30:00.250Z',
};

function describeAction(entry: Pick<AuditEntry, 'target' | 'changes'> & { action: string }): string {
  return [verbOf(entry), targetName(entry)].filter((part) => part !== undefined).join(' ');
}

test('an entry reads as a sentence', () => {
  assert.equal(`${actorName(ENTRY)} ${describeAction(ENTRY)}`, 'Ann Lee added the webhook “CRM”');
  const signIn: AuditEntry = {
    ...ENTRY,
    action: 'session.started',
    target: { kind: 'session', id: ENTRY.id, name: null },
  };
  assert.equal(describeAction(signIn), 'signed in');
});

test('what was done in the other services reads as a sentence, too', () => {
  const of = (
    action: AuditEntry['action'],
    kind: AuditEntry['target']['kind'],
    name: string | null,
  ): string => describeAction({ ...ENTRY, action, target: { kind, id: 'id', name } });
  assert.equal(
    of('captured_forms.exported', 'form', 'Leads'),
    'exported what was captured with the form “Leads”',
  );
  assert.equal(of('widget.deleted', 'widget', 'Desk'), 'deleted a widget of the assistant “Desk”');
  assert.equal(
    of('delivery.resent', 'delivery', 'conversation.closed'),
    'sent again a delivery of conversation.closed',
  );
  assert.equal(of('conversation.closed', 'conversation', null), 'closed the conversation id');
});

test('a webhook that was enabled or disabled says so; an older entry has no values', () => {
  const of = (...changes: AuditEntry['changes']) =>
    describeAction({ ...ENTRY, action: 'webhook.updated', changes });
  const disabled = { field: 'enabled', from: 'true', to: 'false' };
  assert.equal(of(disabled), 'disabled the webhook “CRM”');
  assert.equal(of({ field: 'enabled', from: 'false', to: 'true' }), 'enabled the webhook “CRM”');
  assert.equal(of(disabled, { field: 'name', from: null, to: null }), 'changed the webhook “CRM”');
  assert.equal(of({ field: 'enabled', from: null, to: null }), 'changed the webhook “CRM”');
});

test('an actor without a user has a name', () => {
  assert.equal(actorName({ ...ENTRY, actor: { kind: 'operator', id: null, name: null } }), 'The operator');
  assert.equal(actorName({ ...ENTRY, actor: { kind: 'system', id: null, name: null } }), 'Flowforge');
});

test('changed fields are named, with their values where these are recorded', () => {
  assert.equal(changedFields(ENTRY), undefined);
  const changes = [
    { field: 'role', from: 'viewer', to: 'editor' },
    { field: 'event_types', from: null, to: null },
  ];
  assert.equal(changedFields({ ...ENTRY, changes }), 'role: viewer → editor, event types');
  assert.equal(
    changedFields({ ...ENTRY, changes: [{ field: 'role', from: null, to: 'owner' }] }),
    'role: owner',
  );
});

test('an action of a newer release keeps its own word', () => {
  assert.equal(describeAction({ ...ENTRY, action: 'webhook.archived' }), 'webhook.archived “CRM”');
});

test('a target leads to its page, unless it has none or is deleted', () => {
  const { id } = ENTRY.target;
  assert.equal(targetPath(ENTRY, new Set()), `/profile/webhooks/${id}`);
  assert.equal(targetPath({ target: { kind: 'assignment', id, name: 'CRM' } }, new Set()), undefined);
  const deleted = deletedIds([{ ...ENTRY, action: 'webhook.deleted' }, ENTRY]);
  assert.equal(targetPath(ENTRY, deleted), undefined);
  assert.deepEqual([...deletedIds([ENTRY])], []);
});
