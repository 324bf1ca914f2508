import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  ALL_SCOPES,
  ALLOWED_ASSIGNMENT_EVENT_TYPES,
  DEFAULT_ASSIGNMENT_EVENT_TYPES,
  isWord,
  PAYLOAD_VERSIONS,
  ROLES,
  rolesWithScope,
  scopesOfRole,
  SOURCE_KINDS,
} from './words.js';

test('the default event types of an assignment are allowed', () => {
  for (const kind of SOURCE_KINDS) {
    for (const type of DEFAULT_ASSIGNMENT_EVENT_TYPES[kind]) {
      assert.ok(ALLOWED_ASSIGNMENT_EVENT_TYPES[kind].includes(type));
    }
  }
});

test('isWord accepts only the exact members of the set', () => {
  assert.ok(isWord(PAYLOAD_VERSIONS, '2024-04'));
  for (const value of ['2024-4', '2024-04 ', '', null, 2024, ['2024-04']])
    assert.ok(!isWord(PAYLOAD_VERSIONS, value));
});

test('an owner has every scope, an editor does not change the workspace, a viewer only reads, and only owners read the audit log', () => {
  assert.deepEqual(scopesOfRole('owner'), ALL_SCOPES);
  assert.deepEqual(
    ALL_SCOPES.filter((scope) => !scopesOfRole('editor').includes(scope)),
    ['workspace:write', 'audit_log:read'],
  );
  assert.deepEqual(
    scopesOfRole('viewer'),
    scopesOfRole('editor').filter((scope) => scope.endsWith(':read')),
  );
  assert.deepEqual(rolesWithScope('webhooks:read'), [...ROLES]);
  assert.deepEqual(rolesWithScope('webhooks:write'), ['owner', 'editor']);
  assert.deepEqual(rolesWithScope('workspace:write'), ['owner']);
  assert.deepEqual(rolesWithScope('audit_log:read'), ['owner']);
});
