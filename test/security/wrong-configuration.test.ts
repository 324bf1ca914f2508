import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { programPath } from '@flowforge/testing/program';

/** What a service writes when it is started with this environment, and its exit code. */
function start(service: string, env: Record<string, string>): Promise<{ output: string; code: unknown }> {
  const main = programPath(`apps/${service}/dist/main.js`);
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [main],
      { env: { PATH: process.env['PATH'] ?? '', ...env } },
      (error, stdout, stderr) => resolve({ output: stdout + stderr, code: error?.code ?? 0 }),
    );
  });
}

/** Too short to be a key, and still no text for a log. */
const KEY = Buffer.alloc(16, 'k').toString('hex');

for (const service of ['registry', 'delivery']) {
  test(`${service} names the variable of a wrong key ring, and shows no byte of a key`, async () => {
    const { output, code } = await start(service, {
      DATABASE_URL: 'postgres://u:hush@127.0.0.1:1/db',
      NATS_URL: 'nats://u:hush@127.0.0.1:1',
      ENCRYPTION_KEYS: `k1:${KEY}`,
    });
    assert.equal(code, 1);
    assert.match(output, /^configuration: ENCRYPTION_KEYS is wrong: .*entry 1[^\n]*\n$/);
    assert.ok(!output.includes(KEY) && !output.includes('hush'), output);
  });
}

test('the launcher, which checks LOG_LEVEL before the build, knows the same levels as the services', async () => {
  const file = new URL('../../../deploy/local/bootstrap/settings.mjs', import.meta.url);
  const launcher: { settingsError(settings: object): Promise<string | undefined> } = await import(file.href);
  const levelsIn = (message: string): string[] =>
    (/must be one of ([a-z, ]+)/.exec(message)?.[1] ?? '').split(', ').sort();
  const ofLauncher = levelsIn((await launcher.settingsError({ LOG_LEVEL: 'loud' })) ?? '');
  const ofService = levelsIn((await start('console', { LOG_LEVEL: 'loud' })).output);
  assert.deepEqual(ofLauncher, ofService);
  assert.ok(ofService.includes('info'));
});

test('every service names each wrong variable in one line', async () => {
  for (const service of ['conversations', 'registry', 'delivery', 'console']) {
    const { output, code } = await start(service, { PORT: 'x', LOG_LEVEL: 'loud' });
    assert.equal(code, 1, service);
    assert.match(output, /^configuration: [^\n]*PORT is "x"[^\n]*LOG_LEVEL must be one of[^\n]*\n$/, service);
  }
});
