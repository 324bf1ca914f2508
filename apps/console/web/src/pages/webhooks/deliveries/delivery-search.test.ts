import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isFiltered, readDeliverySearch, sinceOf } from './delivery-search.js';

test('filters of the URL are kept when they are one of the choices', () => {
  const all = { status: 'failed', event: 'conversation.closed', within: '24h' };
  assert.deepEqual(readDeliverySearch(all), all);
  assert.deepEqual(readDeliverySearch({ status: 'broken', event: 7, within: 'toString', x: '1' }), {});
});

test('a conversation and the beginning of a recovery are filters too, and a chosen span wins over a beginning', () => {
  const conversation = '0196f0a4-7a10-7c31-b0d4-1c2d3e4f5a6b';
  const since = '2026-05-20T08:00:00.000Z';
  assert.deepEqual(readDeliverySearch({ conversation, since }), { conversation, since });
  assert.deepEqual(readDeliverySearch({ since, within: '1h' }), { within: '1h' });
  assert.deepEqual(readDeliverySearch({ conversation: 'x', since: 'yesterday' }), {});
  assert.equal(isFiltered({ since }), true);
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
