import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';

test('migrate --wait fails at its deadline with what is missing', async () => {
  const program = `import { runMigrate } from '${import.meta.resolve('./run-migrate.js')}';
    const readDatabaseUrl = () => 'postgres://registry:password@127.0.0.1:1/none';
    await runMigrate({ schema: 'registry', migrations: [], readDatabaseUrl }, ['--wait'], 1);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program]);
  try {
    const output = Promise.all([text(child.stdout), text(child.stderr)]);
    const [code] = await once(child, 'close', { signal: AbortSignal.timeout(20_000) });
    const [stdout, stderr] = await output;
    assert.equal(code, 1);
    assert.match(stdout, /^registry: .*ECONNREFUSED/);
    assert.match(stderr, /^Cannot migrate registry: .* within 0\.001 s: .*ECONNREFUSED/);
  } finally {
    child.kill('SIGKILL');
  }
});
