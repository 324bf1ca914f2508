// What the bundles of a local run are made from. Plain JavaScript without packages: `npm start` asks it whether to bundle.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { hashOf } from '../../../build/input-hash.mjs';
import { readStamp } from '../../../build/stamp.mjs';

/** The programs of a local run: the launcher, and the processes that it starts. */
export const PROGRAMS = [
  'deploy/local/dist/main.js',
  'apps/console/dist/main.js',
  'apps/conversations/dist/main.js',
  'apps/registry/dist/main.js',
  'apps/delivery/dist/main.js',
];

/** The folder of the bundles. A bundle has the path of its program below it. */
export const bundleFolder = (root) => join(root, '.flowforge/bundles');

export const stampFile = (root) => join(bundleFolder(root), 'stamp.json');

/**
 * Hash of the compiled files, in hexadecimal. Not of their sources: a source that changes after it was compiled would give an old bundle the hash of the
 * new source.
 */
export function inputHash(root) {
  const libraries = readdirSync(join(root, 'libs')).map((name) => `libs/${name}/dist`);
  const programs = PROGRAMS.map((program) => program.replace(/\/main\.js$/, ''));
  const scripts = ['build/bundle.mjs', 'deploy/local/build', 'package-lock.json'];
  return hashOf(root, [...libraries, ...programs, ...scripts], /\.(js|mjs|json)$/);
}

/**
 * Whether the bundles were made from the compiled files as they are now, in this folder: bundles name files by their whole path, so those
 * of a checkout that was moved or copied are made again.
 */
export function isBuilt(root) {
  const isThere = PROGRAMS.every((program) => existsSync(join(bundleFolder(root), program)));
  const stamp = readStamp(stampFile(root));
  return isThere && stamp.root === root && stamp.bundles === inputHash(root);
}
