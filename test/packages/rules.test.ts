import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { packagesIn } from './imports.js';
import { type Manifest, readLockfile, readManifest, readProjects } from './projects.js';
import { lockfileErrors, misplaced, undeclaredImports, unusedDeclarations, versionErrors } from './rules.js';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

describe('the packages of this workspace', () => {
  const lockfile = readLockfile(ROOT);
  const projects = readProjects(ROOT, lockfile);
  const root = readManifest(ROOT);
  const manifests = projects.map(({ manifest }) => manifest);

  test('each project declares what it imports', () => {
    assert.ok(projects.length > 15, 'the projects are found');
    assert.deepEqual(projects.flatMap(undeclaredImports), []);
  });

  test('each project imports what it declares', () => {
    assert.deepEqual(projects.flatMap(unusedDeclarations), []);
  });

  test('a package has one exact version everywhere', () => {
    assert.deepEqual(versionErrors([root, ...manifests]), []);
  });

  test('the root declares tools only', () => {
    assert.deepEqual(misplaced(root, manifests), []);
  });

  test('the lockfile has one copy of each framework, and no download address', () => {
    assert.deepEqual(lockfileErrors(lockfile), []);
  });
});

describe('the rules report', () => {
  const manifest = (fields: Partial<Manifest>): Manifest => ({ name: '@flowforge/one', ...fields });
  const project = (fields: Partial<Manifest>, production: string[], development: string[] = []) => ({
    folder: 'libs/one',
    manifest: manifest(fields),
    imports: {
      production: new Map(production.map((name) => [name, 'one.ts'])),
      development: new Map(development.map((name) => [name, 'one.test.ts'])),
    },
  });

  test('an import that is not declared', () => {
    const errors = undeclaredImports(project({ dependencies: { pg: '8.0.0' } }, ['pg', 'typeorm']));
    assert.deepEqual(errors, ['libs/one: one.ts imports typeorm, which is not in its dependencies']);
  });

  test('an import in production of a package that only tests may import', () => {
    const errors = undeclaredImports(project({ devDependencies: { pg: '8.0.0' } }, ['pg']));
    assert.deepEqual(errors, ['libs/one: one.ts imports pg, which is not in its dependencies']);
  });

  test('a declared package that nothing imports', () => {
    const errors = unusedDeclarations(project({ dependencies: { pg: '8.0.0' } }, [], ['pg']));
    assert.deepEqual(errors, ['libs/one: no file that runs in production imports pg']);
  });

  test('two versions of a package, and a range', () => {
    const errors = versionErrors([
      manifest({ dependencies: { pg: '8.0.0' } }),
      manifest({ dependencies: { pg: '8.0.1' } }),
      manifest({ dependencies: { rxjs: '^7.0.0' } }),
    ]);
    assert.deepEqual(errors, [
      '@flowforge/one: pg is 8.0.1, elsewhere 8.0.0',
      '@flowforge/one: rxjs is not exact: ^7.0.0',
    ]);
  });

  test('a runtime package of the root, and overrides of a project', () => {
    const errors = misplaced(manifest({ dependencies: { pg: '8.0.0' } }), [manifest({ overrides: {} })]);
    assert.equal(errors.length, 2);
  });

  test('a second copy, and a download address', () => {
    const errors = lockfileErrors({
      packages: {
        'node_modules/typeorm': { version: '1.0.0' },
        'apps/one/node_modules/typeorm': {
          version: '1.0.1',
          resolved: 'https://registry.example/typeorm.tgz',
        },
      },
    });
    assert.deepEqual(errors, [
      'two copies: node_modules/typeorm, apps/one/node_modules/typeorm',
      'apps/one/node_modules/typeorm has a download address',
    ]);
  });

  test('imports of every form; files, builtins and words in comments are none', () => {
    const text = `
      import a from 'one/deep';
      import type { B } from '@scope/two/deep';
      export * from "three";
      const c = await import('four');
      import './five.js';
      import fs from 'node:fs';
      import path from 'path';
      // import six from 'six';
    `;
    assert.deepEqual(packagesIn('a.ts', text).sort(), ['@scope/two', 'four', 'one', 'three']);
    assert.deepEqual(packagesIn('a.css', `@import '@scope/font/wght.css'; @import './b.css';`), [
      '@scope/font',
    ]);
  });
});
