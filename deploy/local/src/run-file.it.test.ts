import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { runServiceOf, writeRunFile, type RunFile } from './run-file.js';

test('a reader never sees an incomplete file while it is replaced 500 times', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'flowforge-run-file-'));
  const path = join(folder, 'run.json');
  const service = runServiceOf([{ url: 'http://a', ops_url: 'http://b', pid: 1 }]);
  const run: RunFile = {
    public_url: 'http://127.0.0.1:3000',
    api_key: 'x'.repeat(20_000),
    receiver_url: 'http://127.0.0.1:3001',
    services: { conversations: service, registry: service, delivery: service },
    database_url: 'postgres://',
    nats_url: 'nats://',
    console_url: 'http://127.0.0.1:3000/local-sign-in#token',
    console_email: 'owner@demo.localhost',
    console_password: 'password',
  };
  writeRunFile(path, run);
  const writer = spawn(process.execPath, [
    '--input-type=module',
    '-e',
    `import { readFileSync } from 'node:fs';
     import { writeRunFile } from ${JSON.stringify(new URL('./run-file.js', import.meta.url).href)};
     const path = process.argv[1];
     const run = JSON.parse(readFileSync(path, 'utf8'));
     for (let n = 0; n < 500; n += 1) writeRunFile(path, { ...run, api_key: run.api_key + n });`,
    path,
  ]);
  let ended = false;
  writer.once('exit', () => {
    ended = true;
  });
  let reads = 0;
  while (!ended) {
    const seen: RunFile = JSON.parse(readFileSync(path, 'utf8'));
    assert.equal(seen.nats_url, 'nats://');
    reads += 1;
    if (reads % 20 === 0) await new Promise(setImmediate);
  }
  assert.ok(reads > 10);
  assert.deepEqual(readdirSync(folder), ['run.json']);
  rmSync(folder, { recursive: true, force: true });
});
