import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const CHECKOUT = new URL('../../../', import.meta.url);

interface InputsModule {
  PROGRAMS: string[];
  isBuilt: (root: string) => boolean;
}
const inputs: InputsModule = await import(new URL('deploy/local/build/inputs.mjs', CHECKOUT).href);

/** A checkout whose programs consist of one line each. */
let root: string;
before(() => {
  root = mkdtempSync(join(tmpdir(), 'flowforge-bundles-'));
  for (const path of ['build', 'deploy/local/build']) {
    cpSync(fileURLToPath(new URL(path, CHECKOUT)), join(root, path), { recursive: true });
  }
  symlinkSync(fileURLToPath(new URL('node_modules', CHECKOUT)), join(root, 'node_modules'));
  mkdirSync(join(root, 'libs'));
  for (const program of inputs.PROGRAMS) writeProgram(program, 'console.log(import.meta.url)');
});
after(() => rmSync(root, { recursive: true, force: true }));

/** Its first line is the fifth one of its source. */
function writeProgram(program: string, line: string): void {
  mkdirSync(join(root, dirname(program)), { recursive: true });
  writeFileSync(join(root, program), `${line};\n//# sourceMappingURL=main.js.map\n`);
  const map = { version: 3, sources: ['../src/main.ts'], names: [], mappings: 'AAIA' };
  writeFileSync(join(root, `${program}.map`), JSON.stringify(map));
}

function node(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8', timeout: 60_000 });
}

test('programs are bundled when they have changed; a bundle has the location of its program, and its errors name lines of TypeScript', () => {
  const bundle = (): void => assert.equal(node('deploy/local/build/main.mjs').status, 0);
  const run = () => node('--enable-source-maps', '.flowforge/bundles/apps/registry/dist/main.js');
  assert.equal(inputs.isBuilt(root), false);
  bundle();
  assert.equal(inputs.isBuilt(root), true);
  assert.match(run().stdout, /^file:.*[^e]\/apps\/registry\/dist\/main\.js$/m);

  writeProgram('apps/registry/dist/main.js', "throw new Error('wrong')");
  assert.equal(inputs.isBuilt(root), false);
  bundle();
  assert.equal(inputs.isBuilt(root), true);
  assert.match(run().stderr, /apps\/registry\/src\/main\.ts:5/);
});

test('a program that would load a second copy of a package is not bundled', () => {
  writeProgram(
    'apps/registry/dist/main.js',
    'import { createRequire } from "node:module"; const require$1 = createRequire(import.meta.url); require$1("class-validator")',
  );
  const refused = node('deploy/local/build/main.mjs');
  assert.equal(refused.status, 1);
  assert.match(refused.stderr, /load these packages a second time: class-validator;/);
});
