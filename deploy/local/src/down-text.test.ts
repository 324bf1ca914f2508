import assert from 'node:assert/strict';
import { test } from 'node:test';
import { downText } from './down-text.js';

test('the line about a process that has ended names how, when it starts again, and its log', () => {
  const killed = { code: null, signal: 'SIGKILL' } as const;
  assert.equal(
    downText('delivery-1', killed, 200, 'logs/delivery-1.log'),
    'delivery-1 ended unexpectedly (signal SIGKILL); it starts again in 0.2 s. Its log: logs/delivery-1.log',
  );
  assert.match(downText('nats-server', { code: 1, signal: null }, 400, 'x'), /\(exit code 1\); .* 0\.4 s/);
  assert.equal(
    downText('Postgres', new Error('no space'), 400, 'x'),
    'Postgres could not be started again (no space); the next try is in 0.4 s. Its log: x',
  );
});
