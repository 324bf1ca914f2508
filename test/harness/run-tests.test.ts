import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const SCRIPT = fileURLToPath(new URL('../../run-tests.mjs', import.meta.url));
const PASSES = `import { test } from 'node:test'; test('passes', () => undefined);`;
const FAILS = `import { test } from 'node:test'; test('fails', () => { throw new Error('wrong'); });`;

describe('run-tests', () => {
  let project: string;
  beforeEach(() => {
    project = mkdtempSync(join(tmpdir(), 'flowforge-run-tests-'));
    writeFileSync(join(project, 'package.json'), '{"type":"module"}');
  });
  afterEach(() => rmSync(project, { recursive: true, force: true }));

  function addFile(name: string, content: string): void {
    const file = join(project, 'dist', name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }

  /** The exit code, all output, and its last line. */
  function run(...only: string[]): { code: number | null; output: string; last: string | undefined } {
    const env = { ...process.env };
    // Set for the files of a run; a run within a run would do nothing.
    delete env['NODE_TEST_CONTEXT'];
    const { status, stdout } = spawnSync(process.execPath, [SCRIPT, project, ...only], {
      env,
      encoding: 'utf8',
    });
    return { code: status, output: stdout, last: stdout.trimEnd().split('\n').at(-1) };
  }

  test('counts passed and failed tests of all files', () => {
    addFile('one.test.js', PASSES);
    addFile('folder/two.test.js', `${PASSES}\n${FAILS.replace("import { test } from 'node:test'; ", '')}`);
    const { code, last } = run();
    assert.deepEqual([code, last], [1, '2 passed, 1 failed']);
    for (const parts of [['one'], ['--without', 'two']]) {
      assert.deepEqual([run(...parts).code, run(...parts).last], [0, '1 passed, 0 failed']);
    }
  });

  test('a project without tests is a failure', () => {
    const { code, output, last } = run();
    assert.match(output, /has no compiled tests/);
    assert.deepEqual([code, last], [1, '0 passed, 1 failed']);
  });

  test('a part of a name that no file has is a failure, also beside one that matches', () => {
    addFile('one.test.js', PASSES);
    const { code, output, last } = run('one', 'tow');
    assert.match(output, /no test file of .* has "tow"/);
    assert.deepEqual([code, last], [1, '0 passed, 1 failed']);
  });

  for (const [name, content] of [
    ['cannot be loaded', 'this is no JavaScript'],
    ['ends its process', `process.kill(process.pid, 'SIGKILL');`],
    ['has no test', 'export {};'],
    ['ends with an error after its tests', `${PASSES} setTimeout(() => { throw new Error('late'); }, 1);`],
    [
      'fails in a hook',
      `import { after } from 'node:test'; ${PASSES} after(() => Promise.reject(new Error()));`,
    ],
    [
      'fails in a hook of a suite',
      `import { after, describe } from 'node:test';
       describe('suite', () => after(() => Promise.reject(new Error('left open'))));`,
    ],
    [
      'fails in the body of a suite',
      `import { describe } from 'node:test'; ${PASSES} describe('suite', () => { throw new Error('not read'); });`,
    ],
  ] as const) {
    test(`a file that ${name} is a failure`, () => {
      addFile('one.test.js', content);
      const { code, last } = run();
      assert.equal(code, 1);
      assert.match(last ?? '', /^[01] passed, 1 failed$/);
    });
  }

  test('shared servers that do not start, or report an error at the end, are a failure', () => {
    addFile('one.test.js', PASSES);
    addFile(
      'shared-servers.testing.js',
      `export const startSharedServers = () => Promise.reject(new Error('no server'));`,
    );
    const unstarted = run();
    assert.match(unstarted.output, /no server/);
    assert.deepEqual([unstarted.code, unstarted.last], [1, '0 passed, 1 failed']);
    addFile(
      'shared-servers.testing.js',
      `export const startSharedServers = async () => ({ env: {}, stop: () => Promise.reject(new Error('refused')) });`,
    );
    const stopped = run();
    assert.match(stopped.output, /refused/);
    assert.deepEqual([stopped.code, stopped.last], [1, '1 passed, 1 failed']);
  });
});
