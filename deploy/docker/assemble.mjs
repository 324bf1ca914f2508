// node assemble.mjs <app> <packages> <checkout> <target>: puts together what the image of one service holds.
//
// <packages> has the installed packages of the service, <checkout> the built projects. The target gets
//   node_modules           packages that run in production, without types, source maps and documents
//   apps/<app>, libs/…     the service and the libraries that it imports, without tests
//   apps/…/dist            the console only: the pages and the widget
//   main.mjs               starts the service
//   package.json           what npm needs to list everything in the SBOM
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

const [app, packages, checkout, target] = process.argv.slice(2);
/** What the console serves. */
const BUILT_FOR_THE_BROWSER = { console: ['apps/console/web/dist', 'apps/widget/dist'] };
/** What a project reads beside its compiled code. */
const BESIDE_DIST = { '@flowforge/intent-classifier': ['word-vectors', 'NOTICE'] };
const OURS = '@flowforge/';
const NOT_RUN = /\.(map|[cm]?ts|md|markdown|tsbuildinfo)$/;
const LICENCE = /(^|[-_.])(licen[cs]es?|notice|copying)([-_.]|$)/i;
const TEST = /(\.|^)(test|testing|fixture)\.js$/;
/** Folders that packages publish beside what runs. */
const TESTS_OF_PACKAGES = /node_modules\/(@[^/]+\/)?[^/]+\/(test|tests|__tests__|benchmarks?|examples?)$/;

const readManifest = (folder) => JSON.parse(readFileSync(join(checkout, folder, 'package.json'), 'utf8'));
const { packages: locked } = JSON.parse(readFileSync(join(checkout, 'package-lock.json'), 'utf8'));
/** The folder of a project of ours. */
const folderOf = (name) => locked[`node_modules/${name}`].resolved;

/** The project and the projects of ours that it imports in production, each once. */
function withLibraries(name, found = new Set()) {
  if (found.has(name)) return found;
  found.add(name);
  const { dependencies = {} } = readManifest(folderOf(name));
  for (const other of Object.keys(dependencies).filter((one) => one.startsWith(OURS)))
    withLibraries(other, found);
  return found;
}

const projects = withLibraries(`${OURS}${app}`);

/** Copies a folder of the installed packages. Links stay links; those to projects that are not part of the service are left out. */
function copyPackages(folder) {
  const from = join(packages, folder);
  if (!existsSync(from)) return;
  cpSync(from, join(target, folder), {
    recursive: true,
    verbatimSymlinks: true,
    filter: (path) => {
      const name = basename(path);
      if (name === '.bin' || name === '.package-lock.json') return false;
      if (basename(dirname(path)) === '@flowforge') return projects.has(`${OURS}${name}`);
      if (TESTS_OF_PACKAGES.test(path) || TEST.test(name)) return false;
      return !NOT_RUN.test(name) || LICENCE.test(name);
    },
  });
}

function copyProject(name) {
  const folder = folderOf(name);
  const manifest = readManifest(folder);
  delete manifest.devDependencies;
  delete manifest.nx;
  mkdirSync(join(target, folder), { recursive: true });
  writeFileSync(join(target, folder, 'package.json'), JSON.stringify(manifest, undefined, 2));
  for (const part of ['dist', ...(BESIDE_DIST[name] ?? [])]) {
    cpSync(join(checkout, folder, part), join(target, folder, part), {
      recursive: true,
      filter: (path) => !NOT_RUN.test(path) && !TEST.test(basename(path)),
    });
  }
  copyPackages(join(folder, 'node_modules'));
}

copyPackages('node_modules');
for (const name of projects) copyProject(name);
for (const folder of BUILT_FOR_THE_BROWSER[app] ?? []) {
  cpSync(join(checkout, folder), join(target, folder), { recursive: true });
}
cpSync(join(checkout, 'LICENSE'), join(target, 'LICENSE'));
writeFileSync(join(target, 'main.mjs'), `import './apps/${app}/dist/main.js';\n`);
const { version, license, description, overrides } = readManifest('.');
/** An override that refers to another package concerns a tool. */
const versions = Object.entries(overrides).filter(([, wanted]) => typeof wanted === 'string');
const manifest = {
  name: `flowforge-${app}`,
  version,
  private: true,
  description,
  license,
  type: 'module',
  workspaces: [...projects].map(folderOf),
  overrides: Object.fromEntries(versions),
};
writeFileSync(join(target, 'package.json'), JSON.stringify(manifest, undefined, 2));
