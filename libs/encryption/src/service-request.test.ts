import assert from 'node:assert/strict';
import { test } from 'node:test';
import { KeyRing } from './key-ring.js';
import { authorizeServiceRequest, isServiceRequest } from './service-request.js';

const ring = KeyRing.parse(`a:${Buffer.alloc(32, 1).toString('base64')}`);
const NOW = 1_790_000_000_000;

test('a request is accepted for its path, and for a minute', () => {
  const header = authorizeServiceRequest(ring, '/internal/a', NOW);
  assert.ok(isServiceRequest(ring, '/internal/a', header, NOW));
  assert.ok(isServiceRequest(ring, '/internal/a', header, NOW + 59_000));
  assert.equal(isServiceRequest(ring, '/internal/a', header, NOW + 62_000), false);
  assert.equal(isServiceRequest(ring, '/internal/b', header, NOW), false);
});

test('a request without a valid header is refused', () => {
  for (const header of [undefined, '', 'Bearer x', 'Service 1.a.b', `Service ${NOW / 1_000}.a.AAAA`]) {
    assert.equal(isServiceRequest(ring, '/internal/a', header, NOW), false);
  }
});
