import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Engine } from './engine.js';

/** Prints the file of settings that it gets. Fails for the image `broken`. */
const FAKE_PODMAN = `#!/bin/sh
while [ "$1" != --env-file ]; do shift; done
cat "$2"
[ "$3" != broken ]
`;

const path = process.env['PATH'];
let programs: string;
let folder: string;

before(() => {
  programs = mkdtempSync(join(tmpdir(), 'flowforge-podman-'));
  folder = mkdtempSync(join(tmpdir(), 'flowforge-engine-'));
  writeFileSync(join(programs, 'podman'), FAKE_PODMAN, { mode: 0o755 });
  process.env['PATH'] = `${programs}:${path}`;
});
after(() => {
  process.env['PATH'] = path;
  for (const each of [programs, folder]) rmSync(each, { recursive: true, force: true });
});

test('a container gets its settings in a file, and nothing of it is left, also after a failure', async () => {
  const engine = new Engine(folder);
  const settings = { DATABASE_URL: 'postgresql://user:password@host/db', KEY: 'k1:secret' };
  const printed = await engine.runOnce('image', ['node'], settings);
  assert.equal(printed, 'DATABASE_URL=postgresql://user:password@host/db\nKEY=k1:secret\n');
  await engine.start('image', 'name', settings);
  await assert.rejects(engine.runOnce('broken', ['node'], settings));
  await assert.rejects(engine.start('broken', 'name', settings));
  assert.deepEqual(readdirSync(folder), []);
});
