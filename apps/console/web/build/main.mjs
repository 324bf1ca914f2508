// Builds the console's web app: node apps/console/web/build/main.mjs [--check]
//
//   controllers → OpenAPI documents → types of the client → type check → assets, compressed
//
// `tsc -b` must have run. A step whose inputs have not changed is left out. `--check` ends after the type check.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compressAssets } from '../../../../build/compress.mjs';
import { inputHashes, isBuilt, readStamp, stampFile } from './inputs.mjs';
import { writeClientTypes } from './client-types.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '../../../..');
const web = join(root, 'apps/console/web');
const generated = join(web, 'generated');
const checkOnly = process.argv.includes('--check');

function run(script, ...args) {
  const { status } = spawnSync(process.execPath, [join(root, script), ...args], {
    cwd: root,
    stdio: 'inherit',
  });
  if (status !== 0) process.exit(status ?? 1);
}

function saveStamp(values) {
  mkdirSync(generated, { recursive: true });
  writeFileSync(stampFile(root), JSON.stringify({ ...readStamp(root), ...values }));
}

if (!isBuilt(root)) {
  const hashes = inputHashes(root);
  if (readStamp(root).api !== hashes.api || !existsSync(join(generated, 'registry.ts'))) {
    const before = documents();
    run('deploy/local/dist/openapi/write-documents.js', generated);
    const changed = documents() !== before;
    if (changed || !existsSync(join(generated, 'registry.ts'))) await writeClientTypes(generated);
    saveStamp({ api: hashes.api, ...(changed ? { web: null } : {}) });
  }
  run('node_modules/@typescript/native7/bin/tsc', '-b', 'apps/console/web');
  if (!checkOnly && (readStamp(root).web !== hashes.web || !existsSync(join(web, 'dist/index.html')))) {
    run('node_modules/vite/bin/vite.js', 'build', 'apps/console/web', '--logLevel', 'warn');
    await compressAssets(join(web, 'dist'));
    saveStamp({ web: hashes.web });
  }
}

/** The documents as one text; empty before the first build. */
function documents() {
  return ['conversations', 'registry', 'delivery']
    .map((service) => join(generated, `${service}.json`))
    .map((file) => (existsSync(file) ? readFileSync(file, 'utf8') : ''))
    .join('\n');
}
