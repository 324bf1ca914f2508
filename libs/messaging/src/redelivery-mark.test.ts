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

test('the mark stays while server, stream and consumer are the same', () => {
  const mark = new RedeliveryMark();
  mark.begin(START);
  assert.equal(mark.begin({ ...START, lastSequence: 25 }), 10);
  assert.equal(mark.begin({ ...START, lastSequence: 40 }), 10);
});

test('a new server, stream or consumer moves the mark to the end of the stream', () => {
  for (const anew of [
    { serverId: 'NB' },
    { streamCreated: '2026-01-02T00:00:00Z' },
    { consumerCreated: '2026-01-02T00:00:00Z' },
    { clustered: true },
  ]) {
    const mark = new RedeliveryMark();
    mark.begin(START);
    assert.equal(mark.begin({ ...START, ...anew, lastSequence: 25 }), 25, JSON.stringify(anew));
  }
});

test('a new stream may be shorter', () => {
  const mark = new RedeliveryMark();
  mark.begin(START);
  assert.equal(mark.begin({ ...START, streamCreated: '2026-01-02T00:00:00Z', lastSequence: 0 }), 0);
});

test('a lower last sequence (a restored backup) moves the mark, too', () => {
  const mark = new RedeliveryMark();
  mark.begin(START);
  mark.begin({ ...START, lastSequence: 40 });
  assert.equal(mark.begin({ ...START, lastSequence: 30 }), 30);
  assert.equal(mark.begin({ ...START, lastSequence: 35 }), 30);
});
