import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ALL_SCOPES, scopesOfRole } from '@flowforge/contracts/words';
import { readOnlyScopes, scopeChoices, scopeSummary } from './scopes.js';

test('a user can give only the scopes of the own role', () => {
  assert.deepEqual(
    scopeChoices(scopesOfRole('viewer')).map(({ id }) => id),
    ['webhooks:read', 'assistants:read', 'conversations:read', 'deliveries:read', 'workspace:read'],
  );
  assert.equal(scopeChoices(ALL_SCOPES).length, ALL_SCOPES.length);
});

test('“Read only” gives what a viewer may read', () => {
  assert.deepEqual(readOnlyScopes(scopeChoices(ALL_SCOPES)), scopesOfRole('viewer'));
});

test('a list of scopes has a summary', () => {
  assert.equal(scopeSummary(ALL_SCOPES), 'Everything');
  assert.equal(scopeSummary([...scopesOfRole('viewer'), 'audit_log:read']), 'Read everything');
  assert.equal(scopeSummary(scopesOfRole('viewer')), 'Read everything but the audit log');
  assert.equal(scopeSummary(['webhooks:read']), 'Read webhooks and assignments');
  assert.equal(scopeSummary(['webhooks:read', 'webhooks:write']), '2 scopes');
});
