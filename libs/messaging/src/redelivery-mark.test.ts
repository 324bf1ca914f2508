import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ConsumptionStart, RedeliveryMark } from './redelivery-mark.js';

const START: ConsumptionStart = {
  serverId: 'NA',
  clustered: false,
  streamCreated: '2026-01-01T00:00:00Z',
  consumerCreated: '2026-01-01T00:00:01Z',
  lastSequence: 10,
};

test('at the first start every message on the stream is possibly redelivered', () => {
  assert.equal(new RedeliveryMark().begin(START), 10);
});

test('on the same server, stream and consumer the mark stays', () => {
  const seen = new RedeliveryMark();
  seen.begin(START);
  assert.equal(seen.begin({ ...START, lastSequence: 25 }), 10);
  assert.equal(seen.begin({ ...START, lastSequence: 40 }), 10);
});

test('a new server, stream or consumer moves the mark to the end of the stream', () => {
  for (const anew of [
    { serverId: 'NB' },
    { streamCreated: '2026-01-02T00:00:00Z' },
    { consumerCreated: '2026-01-02T00:00:00Z' },
    { clustered: true },
  ]) {
    const seen = new RedeliveryMark();
    seen.begin(START);
    assert.equal(seen.begin({ ...START, ...anew, lastSequence: 25 }), 25, JSON.stringify(anew));
  }
});

test('a new stream may be shorter', () => {
  const seen = new RedeliveryMark();
  seen.begin(START);
  assert.equal(seen.begin({ ...START, streamCreated: '2026-01-02T00:00:00Z', lastSequence: 0 }), 0);
});

test('a stream that was restored from a backup moves the mark, too', () => {
  const seen = new RedeliveryMark();
  seen.begin(START);
  seen.begin({ ...START, lastSequence: 40 });
  assert.equal(seen.begin({ ...START, lastSequence: 30 }), 30);
  assert.equal(seen.begin({ ...START, lastSequence: 35 }), 30);
});
