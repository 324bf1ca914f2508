import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';

test('a step that does not end is killed and counts as a failure; the end repeats failed tests, and has the counts as its last line', async () => {
  const program = `import { Report } from '${import.meta.resolve('../../report.mjs')}';
    const report = new Report(process.cwd());
    const own = "require('node:child_process').spawn(process.execPath, ['-e', 'setTimeout(() => undefined, 40_000)'], { stdio: 'inherit' })";
    await report.step('endless', ['-e', own + '; setInterval(() => undefined, 1_000)'], { timeoutMs: 2_000 });
    await report.step('next', ['-e', ''], {});
    const lines = ['✖ failing tests:', 'test at file.js', '✖ a name', '0 passed, 1 failed', 'more'];
    await report.step('failed', ['-e', 'for (const line of process.argv.slice(1)) console.log(line); process.exitCode = 1', ...lines], {});
    report.print({ seconds: 0, processors: 0, budgetS: 0 });`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const output = text(child.stdout);
    const [code] = await once(child, 'close', { signal: AbortSignal.timeout(30_000) });
    assert.equal(code, 0);
    assert.match(await output, /── endless: failed \(killed\), .*\n/);
    assert.match(await output, /\n── failed tests\ntest at file.js\n✖ a name\n1 passed, 2 failed\n$/);
  } finally {
    child.kill('SIGKILL');
  }
});
