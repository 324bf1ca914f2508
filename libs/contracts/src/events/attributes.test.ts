import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compile } from '../compiled.js';
import { ATTRIBUTES_MAX_DEPTH, AttributesSchema } from './attributes.js';

const { check } = compile(AttributesSchema);
const nested = (depth: number): unknown => (depth === 0 ? 1 : { a: nested(depth - 1) });

test('attributes are a JSON object', () => {
  assert.ok(check({}));
  assert.ok(check({ plan: 'pro', seats: 3, tags: ['a'], owner: { id: null } }));
  for (const value of [[], null, 'x', 1, undefined]) assert.ok(!check(value));
});

test('the depth of attributes is limited', () => {
  assert.ok(check(nested(ATTRIBUTES_MAX_DEPTH)));
  assert.ok(!check(nested(ATTRIBUTES_MAX_DEPTH + 1)));
  assert.ok(!check({ a: JSON.parse('['.repeat(50_000) + ']'.repeat(50_000)) as unknown }));
});
