import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const SCRIPT = fileURLToPath(new URL('../../../.ci/run', import.meta.url));
const WORKFLOWS = fileURLToPath(new URL('../../../.github/workflows/', import.meta.url));
const HEADING = '── time of each suite, of the processors in it, and its budget, in seconds';

describe('.ci/run', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'flowforge-ci-run-'));
    mkdirSync(join(folder, '.ci'));
    cpSync(SCRIPT, join(folder, '.ci/run'));
    // Programs that are there, so that nothing is installed.
    mkdirSync(join(folder, 'bin'));
    for (const name of ['chromium', 'promtool'])
      writeFileSync(join(folder, 'bin', name), '', { mode: 0o755 });
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** The exit code and the last line, when `npm test` runs these statements. */
  function run(...statements: string[]): [number | null, string | undefined] {
    const scripts = { test: 'node test.mjs' };
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ scripts }));
    writeFileSync(join(folder, 'test.mjs'), statements.join(';'));
    const { status, stdout } = spawnSync(join(folder, '.ci/run'), {
      encoding: 'utf8',
      env: { ...process.env, PATH: `${join(folder, 'bin')}:${process.env['PATH']}` },
    });
    return [status, stdout.split('\n').at(-2)];
  }
  const print = (...lines: string[]): string => `console.log(${JSON.stringify(lines.join('\n'))})`;

  test('the last line is the one of all suites, whatever npm writes after it', () => {
    const suite = '5 passed, 0 failed';
    assert.deepEqual(run(print(suite, HEADING, '7 passed, 0 failed')), [0, '7 passed, 0 failed']);
    assert.deepEqual(run(print(suite, HEADING, '6 passed, 1 failed'), 'process.exit(1)'), [
      1,
      '6 passed, 1 failed',
    ]);
  });

  test('a crash before or after the counts is a failure', () => {
    assert.deepEqual(run(print('5 passed, 0 failed'), `throw new Error('crashed')`), [
      1,
      '0 passed, 1 failed',
    ]);
    const [code, last] = run(print('5 passed, 2 failed'), `process.kill(process.pid, 'SIGKILL')`);
    assert.notEqual(code, 0);
    assert.equal(last, '0 passed, 1 failed');
    assert.deepEqual(run(print(HEADING, '7 passed, 0 failed'), 'process.exit(3)'), [3, '7 passed, 1 failed']);
  });
});

test('the workflows name each action by its commit, with its version in a comment', () => {
  const uses = readdirSync(WORKFLOWS).flatMap((name) =>
    readFileSync(join(WORKFLOWS, name), 'utf8')
      .split('\n')
      .filter((line) => /^\s*(- )?uses:/.test(line)),
  );
  assert.ok(uses.length > 5);
  assert.deepEqual(
    uses.filter((line) => !/uses: [\w./-]+@[0-9a-f]{40} # v\d+(\.\d+)+$/.test(line)),
    [],
  );
});
