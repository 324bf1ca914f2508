import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Webhook } from '../../../api/webhooks.js';
import { changesOf, draftOf, isRepeated } from './draft.js';

const WEBHOOK: Webhook = {
  id: '0196f0a1-7b02-7a44-9c1d-5e8f60b7a9c3',
  name: 'CRM',
  endpoint: 'https://crm.example.com/hooks',
  enabled: true,
  event_types: ['captured_form.created', 'conversation.closed'],
  payload_version: '2026-05',
  schedule: [5, 30],
  rate_limit: null,
  ordering: 'none',
  headers: { 'x-api-key': '********' },
  disabled_reason: null,
  disabled_at: null,
  disabled_by_delivery_id: null,
  secrets: [],
  revision: 3,
  created_at: '2026-11-26T12:00:00.000Z',
  updated_at: '2026-11-26T12:00:00.000Z',
};

test('nothing is sent while nothing has changed, also when the stored event types are in another order', () => {
  const other = { ...WEBHOOK, event_types: WEBHOOK.event_types.toReversed() };
  assert.deepEqual(changesOf(WEBHOOK, draftOf(WEBHOOK)), {});
  assert.deepEqual(changesOf(WEBHOOK, draftOf(other)), {});
});

test('only what has changed is sent', () => {
  const draft = draftOf(WEBHOOK);
  const changed = {
    ...draft,
    name: 'Billing',
    schedule: '1 min',
    rate: { limit: 60, per: 'minute' },
    headers: [...draft.headers, { key: 7, name: ' x-team ', value: 'a' }, { key: 8, name: '', value: '' }],
  };
  assert.deepEqual(changesOf(WEBHOOK, changed), {
    name: 'Billing',
    schedule: [60],
    rate_limit: { limit: 60, per: 'minute' },
    headers: { 'x-api-key': '********', 'x-team': 'a' },
  });
});

test('a limit is removed with null', () => {
  const limited: Webhook = { ...WEBHOOK, rate_limit: { limit: 5, per: 'second' } };
  assert.deepEqual(changesOf(limited, { ...draftOf(limited), rate: undefined }), { rate_limit: null });
});

test('two headers with the same name are found, because only one of them would be sent', () => {
  const header = { key: 1, name: 'X-Team ', value: 'a' };
  assert.equal(isRepeated('x-team', [header]), false);
  assert.equal(isRepeated('x-team', [header, { key: 2, name: 'x-team', value: 'b' }]), true);
});
