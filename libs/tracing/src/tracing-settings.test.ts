import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readCollectorAddress, readHeaders } from './tracing-settings.js';

test('the address of a collector is http or https, and has no user and no query', () => {
  assert.equal(readCollectorAddress('http://collector:4318'), 'http://collector:4318');
  assert.equal(readCollectorAddress('https://otlp.example.com/base/'), 'https://otlp.example.com/base');
  for (const wrong of [
    'collector:4318',
    'grpc://collector',
    'http://u:p@collector',
    'http://:p@collector',
    'http://c?x=1',
    'http://a,http://b',
  ])
    assert.equal(readCollectorAddress(wrong), undefined, wrong);
});

test('headers are pairs with percent-encoded values, and what no header may have is refused', () => {
  assert.deepEqual(readHeaders(''), {});
  assert.deepEqual(readHeaders(' X-Key=a%20b , other=c=d'), { 'x-key': 'a b', other: 'c=d' });
  for (const wrong of ['key', '=value', 'a key=1', 'key=%', 'key=a%0d%0ab: c'])
    assert.equal(readHeaders(wrong), undefined, wrong);
});
