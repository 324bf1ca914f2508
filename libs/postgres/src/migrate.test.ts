import assert from 'node:assert/strict';
import { test } from 'node:test';
import { waitReporter } from './migrate.js';

test('a wait for another migration is reported every 10 s', () => {
  const lines: string[] = [];
  const report = waitReporter('registry', (line) => lines.push(line));
  for (const waitedMs of [0, 9_999, 10_050, 20_000, 20_100, 59_000]) report(waitedMs);
  assert.deepEqual(lines, [
    'registry: waiting for another migration, since 10 s',
    'registry: waiting for another migration, since 20 s',
    'registry: waiting for another migration, since 59 s',
  ]);
});
