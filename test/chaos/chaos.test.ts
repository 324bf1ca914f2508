import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { test } from 'node:test';
import { runChaos } from './run-chaos.js';

const RUN_MS = 120_000;

test('two minutes of random faults: nothing is lost, altered, invented or late', async () => {
  const seed = randomInt(1_000_000);
  console.log(`chaos: seed ${seed}; repeat with: npm run chaos -- ${RUN_MS / 1_000} ${seed}`);
  const { acknowledged, duplicates, violations } = await runChaos({
    seed,
    runMs: RUN_MS,
    say: (text) => console.log(`chaos: ${text}`),
  });
  console.log(`chaos: ${acknowledged} acknowledged, ${duplicates} arrived again`);
  assert.deepEqual(violations, []);
  assert.ok(acknowledged > 0);
});
