// Bundles the compiled tests, and the programs that they start, into .flowforge/test-bundles: `npm test` runs the bundles. The servers
// that test files share (shared-servers.testing.ts) run without bundles, as the images do.
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle } from '../build/bundle.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

const TESTS = /\.test\.js$/;
const PROGRAMS = /\/(main|migrate)\.js$/;
/** Folders with projects, and which of their files are bundled. */
const PROJECTS = [
  { folders: projectsIn('apps'), entry: (file) => TESTS.test(file) || PROGRAMS.test(file) },
  // Not deploy/local: its tests start the launcher as a user does.
  { folders: [...projectsIn('libs'), 'test'], entry: (file) => TESTS.test(file) },
];

function projectsIn(parent) {
  return readdirSync(join(root, parent)).map((name) => `${parent}/${name}`);
}

function filesIn(path) {
  if (!existsSync(path)) return [];
  return readdirSync(path, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? filesIn(join(path, entry.name)) : [join(path, entry.name)],
  );
}

const files = PROJECTS.flatMap(({ folders, entry }) =>
  folders.flatMap((project) => filesIn(join(root, project, 'dist')).filter(entry)),
);
await bundle({ root, files, folder: join(root, '.flowforge/test-bundles'), sourceMaps: false });
console.log(`${files.length} bundles`);
