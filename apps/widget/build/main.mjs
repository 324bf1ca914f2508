// Builds the chat widget: node apps/widget/build/main.mjs
//
//   types of the services' routes → type check → one script → the page of the full-page chat → compressed copies
//
// A step whose inputs have not changed is left out. Fails when the script is larger than a page should have to
// load.
import { spawnSync } from 'node:child_process';
import { copyFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeApiTypes } from '../../../build/api-types.mjs';
import { compressAssets } from '../../../build/compress.mjs';
import { saveStamp } from '../../../build/stamp.mjs';
import { inputHashes, isBuilt, stampFile } from './inputs.mjs';
import { SIZE_MAX } from './size.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '../../..');
const widget = join(root, 'apps/widget');
const stamp = stampFile(root);

function run(script, ...args) {
  const { status } = spawnSync(process.execPath, [join(root, script), ...args], {
    cwd: root,
    stdio: 'inherit',
  });
  if (status !== 0) process.exit(status ?? 1);
}

const hashes = inputHashes(root);
if (!isBuilt(root)) {
  await writeApiTypes(root, ['conversations'], join(widget, 'generated'));
  saveStamp(stamp, { api: hashes.api });
}
// Also when only tests have changed.
run('node_modules/@typescript/native7/bin/tsc', '-b', 'apps/widget');
// The types are not in the script.
if (!isBuilt(root)) {
  run('node_modules/vite/bin/vite.js', 'build', 'apps/widget', '--logLevel', 'warn');
  copyFileSync(join(widget, 'chat.html'), join(widget, 'dist/chat.html'));
  await compressAssets(join(widget, 'dist'));
  saveStamp(stamp, { widget: hashes.widget });
}
const size = statSync(join(widget, 'dist/widget.js.gz')).size;
console.log(`widget.js: ${(size / 1000).toFixed(1)} KB gzipped, at most ${SIZE_MAX / 1000} KB`);
if (size > SIZE_MAX) {
  console.error('The widget is too large: every page of a customer loads it.');
  process.exit(1);
}
