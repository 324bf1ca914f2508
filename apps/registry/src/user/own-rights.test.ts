import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ROLES, scopesOfRole } from '@flowforge/contracts/words';
import { requireRightsOf } from './own-rights.js';

test('a caller may act on roles that allow no more than the own rights', () => {
  const allowed = (scopes: readonly string[]): string[] =>
    ROLES.filter((role) => {
      try {
        requireRightsOf(role, scopes);
        return true;
      } catch {
        return false;
      }
    });
  assert.deepEqual(allowed(scopesOfRole('owner')), ['owner', 'editor', 'viewer']);
  assert.deepEqual(allowed(scopesOfRole('editor')), ['editor', 'viewer']);
  assert.deepEqual(allowed(['workspace:write']), []);
  assert.deepEqual(allowed(['workspace:write', ...scopesOfRole('viewer')]), ['viewer']);
});

test('the refusal names what the caller lacks', () => {
  assert.throws(() => requireRightsOf('owner', scopesOfRole('editor')), {
    status: 403,
    code: 'scope_missing',
    message: 'The role owner allows more than you may do yourself. You lack workspace:write, audit_log:read.',
  });
});
