// Builds the console's web app: node apps/console/web/build/main.mjs [--check]
//
//   types of the services' routes → type check → assets, compressed
//
// A step whose inputs have not changed is left out. `--check` ends after the type check.
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeApiTypes } from '../../../../build/api-types.mjs';
import { compressAssets } from '../../../../build/compress.mjs';
import { saveStamp } from '../../../../build/stamp.mjs';
import { inputHashes, isBuilt, stampFile } from './inputs.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '../../../..');
const web = join(root, 'apps/console/web');
const stamp = stampFile(root);
const checkOnly = process.argv.includes('--check');

function run(script, ...args) {
  const { status } = spawnSync(process.execPath, [join(root, script), ...args], {
    cwd: root,
    stdio: 'inherit',
  });
  if (status !== 0) process.exit(status ?? 1);
}

const hashes = inputHashes(root);
if (!isBuilt(root)) {
  const services = ['conversations', 'registry', 'delivery'];
  const changed = await writeApiTypes(root, services, join(web, 'generated'));
  saveStamp(stamp, { api: hashes.api, ...(changed ? { web: null } : {}) });
}
// Also when only tests have changed.
run('node_modules/@typescript/native7/bin/tsc', '-b', 'apps/console/web');
if (!checkOnly && !isBuilt(root)) {
  run('node_modules/vite/bin/vite.js', 'build', 'apps/console/web', '--logLevel', 'warn');
  await compressAssets(join(web, 'dist'));
  saveStamp(stamp, { web: hashes.web });
}
