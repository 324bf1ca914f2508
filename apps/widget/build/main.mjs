// Builds the chat widget: node apps/widget/build/main.mjs
//
//   type check → one script → the page of the full-page chat → compressed copies
//
// Nothing is done when the inputs have not changed. Fails when the script is larger than a page should have to load.
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compressAssets } from '../../../build/compress.mjs';
import { inputHash, isBuilt, stampFile } from './inputs.mjs';
import { SIZE_MAX } from './size.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '../../..');
const widget = join(root, 'apps/widget');

function run(script, ...args) {
  const { status } = spawnSync(process.execPath, [join(root, script), ...args], {
    cwd: root,
    stdio: 'inherit',
  });
  if (status !== 0) process.exit(status ?? 1);
}

if (!isBuilt(root)) {
  const hash = inputHash(root);
  run('node_modules/@typescript/native7/bin/tsc', '-b', 'apps/widget');
  run('node_modules/vite/bin/vite.js', 'build', 'apps/widget', '--logLevel', 'warn');
  copyFileSync(join(widget, 'chat.html'), join(widget, 'dist/chat.html'));
  await compressAssets(join(widget, 'dist'));
  mkdirSync(dirname(stampFile(root)), { recursive: true });
  writeFileSync(stampFile(root), hash);
}
const size = statSync(join(widget, 'dist/widget.js.gz')).size;
console.log(`widget.js: ${(size / 1000).toFixed(1)} KB gzipped, at most ${SIZE_MAX / 1000} KB`);
if (size > SIZE_MAX) {
  console.error('The widget is too large: every page of a customer loads it.');
  process.exit(1);
}
