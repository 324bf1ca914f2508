import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withChanges, changeInstant, changedSettings, shownRevision, type Webhook } from './webhook.js';

const WEBHOOK: Webhook = {
  id: '0196f0a1-7b02-7a44-9c1d-5e8f60b7a9c3',
  workspaceId: '018cd9c0-1f3a-7c55-9b0e-3a1d5be0a6f1',
  name: 'CRM',
  endpoint: 'https://crm.example.com/hooks',
  enabled: true,
  eventTypes: ['captured_form.created', 'conversation.closed'],
  payloadVersion: '2026-05',
  schedule: [5, 30],
  rateLimit: null,
  ordering: 'none',
  headerNames: [],
  encryptedHeaders: null,
  disabledReason: null,
  disabledAt: null,
  disabledByDeliveryId: null,
  secrets: [],
  revision: 3,
  renames: 2,
  createdAt: new Date('2026-05-20T09:30:00.250Z'),
  updatedAt: new Date('2026-05-20T09:30:00.250Z'),
  deletedAt: null,
};

test('settings with the current values are not a change', () => {
  const same = { name: 'CRM', enabled: true, eventTypes: [...WEBHOOK.eventTypes].reverse() };
  assert.deepEqual(changedSettings(WEBHOOK, same), {});
  assert.deepEqual(changedSettings(WEBHOOK, { ...same, enabled: false }), { enabled: false });
});

test('a change increments the revision and keeps the other properties', () => {
  const at = '2026-05-20T10:00:00.123456Z';
  const updatedAt = new Date('2026-05-20T10:00:00.123Z');
  const changes = { name: 'ERP', endpoint: 'https://erp.example.com/' };
  assert.deepEqual(withChanges(WEBHOOK, changes, at), { ...WEBHOOK, ...changes, revision: 4, updatedAt });
});

test('a change of the name alone increments only the revision that is shown', () => {
  const renamed = withChanges(WEBHOOK, { name: 'ERP' }, '2026-05-20T10:00:00.123456Z');
  assert.deepEqual([renamed.name, renamed.revision, renamed.renames], ['ERP', 3, 3]);
  assert.deepEqual([shownRevision(WEBHOOK), shownRevision(renamed)], [5, 6]);
});

test('disabling stores the time and the reason; enabling clears both', () => {
  const at = '2026-05-20T10:00:00.123456Z';
  const byDelivery = { disabledReason: 'gone', disabledByDeliveryId: WEBHOOK.id } as const;
  const gone = withChanges(WEBHOOK, { enabled: false, ...byDelivery }, at);
  assert.deepEqual([gone.disabledAt, gone.disabledReason], [new Date(at), 'gone']);
  assert.deepEqual(withChanges(gone, { name: 'ERP' }, at).disabledAt, new Date(at));
  const enabled = withChanges(gone, { enabled: true }, at);
  assert.deepEqual(
    [enabled.disabledAt, enabled.disabledReason, enabled.disabledByDeliveryId],
    [null, null, null],
  );
  const byApi = withChanges(WEBHOOK, { enabled: false }, at);
  assert.deepEqual([byApi.disabledAt, byApi.disabledReason], [new Date(at), null]);
});

test('the instant of a change is never before that of the previous change', () => {
  assert.equal(changeInstant(WEBHOOK, '2026-05-20T09:30:00.250481Z'), '2026-05-20T09:30:00.250481Z');
  assert.equal(changeInstant(WEBHOOK, '2026-05-20T09:29:59.000000Z'), '2026-05-20T09:30:00.251000Z');
});
