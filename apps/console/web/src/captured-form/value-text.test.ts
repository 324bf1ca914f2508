import assert from 'node:assert/strict';
import { test } from 'node:test';
import { valueText } from './value-text.js';

test('submitted values are shown in words', () => {
  assert.equal(valueText('Ann Lee'), 'Ann Lee');
  assert.equal(valueText(12), '12');
  assert.equal(valueText(false), 'no');
  assert.equal(valueText(['Small', 'Large']), 'Small, Large');
  assert.equal(valueText(undefined), '—');
  assert.equal(valueText(''), '—');
});
