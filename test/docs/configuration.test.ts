import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { configurationPage } from './configuration-page.js';

test('docs/configuration.md is up to date', async () => {
  const page = readFileSync(new URL('../../../docs/configuration.md', import.meta.url), 'utf8');
  assert.equal(page, await configurationPage(), 'run: npm run docs:configuration');
});

test('no cell of its tables is longer than 120 characters', async () => {
  const cells = (await configurationPage())
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .flatMap((line) => line.split('|').map((cell) => cell.trim()));
  assert.deepEqual(
    cells.filter((cell) => cell.length > 120),
    [],
  );
});
