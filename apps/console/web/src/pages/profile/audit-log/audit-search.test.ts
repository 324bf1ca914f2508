import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readAuditSearch } from './audit-search.js';

test('the filters are read from the URL, and what is no choice is left out', () => {
  const actor = '0199d1a2-7c11-7e0a-9f3b-5a2c8d417e60';
  assert.deepEqual(readAuditSearch({ target_kind: 'form', actor_id: actor }), {
    target_kind: 'form',
    actor_id: actor,
  });
  assert.deepEqual(readAuditSearch({ target_kind: 'planet', actor_id: '1', more: 1 }), {});
});
