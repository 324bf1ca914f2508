import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { natsPermissionsOf, REQUESTS, SIGNALS } from './permissions.js';

/** All exports of the modules in one folder of the contracts. */
async function exportsOf(folder: 'requests' | 'signals'): Promise<Map<string, unknown>> {
  const compiled = new URL('.', import.meta.resolve(`@flowforge/contracts/${folder}/${FIRST[folder]}`));
  // Lists the sources: a compiled file may belong to a contract that has been deleted.
  const sources = readdirSync(fileURLToPath(compiled.href.replace('/dist/', '/src/')));
  const files = sources
    .filter((name) => !name.endsWith('.test.ts'))
    .map((name) => name.replace(/\.ts$/, '.js'));
  const modules: object[] = await Promise.all(files.map((file) => import(new URL(file, compiled).href)));
  return new Map(modules.flatMap((module) => Object.entries(module)));
}
const FIRST = { requests: 'contract', signals: 'signal' };

test('every request contract has its permissions', async () => {
  const contracts = [...(await exportsOf('requests')).values()].filter(
    (value): value is { subject: string } =>
      typeof value === 'object' && value !== null && 'parseRequest' in value,
  );
  assert.deepEqual(
    contracts.map(({ subject }) => subject).sort(),
    REQUESTS.map(({ subject }) => subject).sort(),
  );
});

test('every signal has its permissions', async () => {
  const signals = await exportsOf('signals');
  const subjects = [...signals].filter(([name]) => name.endsWith('_SUBJECT')).map(([, subject]) => subject);
  const known = SIGNALS.map(({ subject }) => subject);
  assert.ok(subjects.length > 0);
  assert.deepEqual(
    subjects.filter((subject) => !known.some((one) => one === subject)),
    [],
  );
});

test('only services that answer requests may reply', () => {
  assert.equal(natsPermissionsOf('conversations').mayReply, true);
  assert.equal(natsPermissionsOf('registry').mayReply, true);
  assert.equal(natsPermissionsOf('delivery').mayReply, false);
  assert.equal(natsPermissionsOf('console').mayReply, false);
});
