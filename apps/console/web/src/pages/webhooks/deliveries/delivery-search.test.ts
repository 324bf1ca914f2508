import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isFiltered, readDeliverySearch, sinceOf } from './delivery-search.js';

test('filters of the URL are kept when they are one of the choices', () => {
  const all = { status: 'failed', event: 'conversation.closed', within: '24h' };
  assert.deepEqual(readDeliverySearch(all), all);
  assert.deepEqual(readDeliverySearch({ status: 'broken', event: 7, within: 'toString', x: '1' }), {});
});

test('the search of an open panel is no filter', () => {
  const ofPanel = { ...readDeliverySearch({}), type: 'conversation.closed' };
  assert.equal(isFiltered(ofPanel), false);
  assert.equal(isFiltered({ within: '1h' }), true);
});

test('the beginning of a span changes once a minute', () => {
  const now = Date.parse('2026-11-26T12:00:59.900Z');
  assert.equal(sinceOf('24h', now), '2026-11-25T12:00:00.000Z');
  assert.equal(sinceOf('1h', now), sinceOf('1h', now - 59_000));
});
