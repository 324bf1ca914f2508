import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ATTRIBUTES_MAX_BYTES, ATTRIBUTES_MAX_DEPTH, isAttributes } from './attributes.js';

const nested = (depth: number): unknown => (depth === 0 ? 1 : { a: nested(depth - 1) });

test('attributes are a JSON object', () => {
  assert.ok(isAttributes({}));
  assert.ok(isAttributes({ plan: 'pro', seats: 3, tags: ['a'], owner: { id: null } }));
  for (const value of [[], null, 'x', 1, undefined]) assert.ok(!isAttributes(value));
});

test('the size of attributes is limited, in bytes', () => {
  const frame = '{"a":""}'.length;
  assert.ok(isAttributes({ a: 'x'.repeat(ATTRIBUTES_MAX_BYTES - frame) }));
  assert.ok(!isAttributes({ a: 'x'.repeat(ATTRIBUTES_MAX_BYTES - frame + 1) }));
  assert.ok(!isAttributes({ a: 'é'.repeat((ATTRIBUTES_MAX_BYTES - frame) / 2 + 1) }));
});

test('the depth of attributes is limited', () => {
  assert.ok(isAttributes(nested(ATTRIBUTES_MAX_DEPTH)));
  assert.ok(!isAttributes(nested(ATTRIBUTES_MAX_DEPTH + 1)));
  assert.ok(!isAttributes({ a: JSON.parse('['.repeat(50_000) + ']'.repeat(50_000)) as unknown }));
});
