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

test('what lay on the stream at the first start may have been handed out', () => {
  assert.equal(new RedeliveryMark().begin(START), 10);
});

test('on the same server, stream and consumer it stays so', () => {
  const seen = new RedeliveryMark();
  seen.begin(START);
  assert.equal(seen.begin({ ...START, lastSequence: 25 }), 10);
  assert.equal(seen.begin({ ...START, lastSequence: 40 }), 10);
});

test('a server, a stream or a consumer that began anew has forgotten what it handed out', () => {
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

test('a stream that began anew may be shorter', () => {
  const seen = new RedeliveryMark();
  seen.begin(START);
  assert.equal(seen.begin({ ...START, streamCreated: '2026-01-02T00:00:00Z', lastSequence: 0 }), 0);
});

test('a stream that was put back to an earlier state has forgotten, too', () => {
  const seen = new RedeliveryMark();
  seen.begin(START);
  seen.begin({ ...START, lastSequence: 40 });
  assert.equal(seen.begin({ ...START, lastSequence: 30 }), 30);
  assert.equal(seen.begin({ ...START, lastSequence: 35 }), 30);
});
