// What the widget's build is made from. Plain JavaScript without packages: `npm start` asks it whether to build.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { apiHash } from '../../../build/api-inputs.mjs';
import { hashOf } from '../../../build/input-hash.mjs';
import { readStamp } from '../../../build/stamp.mjs';

/** Files that the widget is made from, beside the types of the routes. */
const WIDGET_INPUTS = [
  'build',
  'apps/widget/build',
  'apps/widget/src',
  'apps/widget/chat.html',
  'apps/widget/package.json',
  'apps/widget/tsconfig.json',
  'apps/widget/vite.config.ts',
  'package-lock.json',
  'tsconfig.base.json',
];

export const stampFile = (root) => join(root, 'apps/widget/generated/stamp.json');

/** Hashes of the contents of the inputs, in hexadecimal: `{api, widget}`. */
export function inputHashes(root) {
  return { api: apiHash(root), widget: hashOf(root, WIDGET_INPUTS) };
}

/** Whether what is built was made from the files as they are now. */
export function isBuilt(root) {
  const stamp = readStamp(stampFile(root));
  const { api, widget } = inputHashes(root);
  return stamp.api === api && stamp.widget === widget && existsSync(join(root, 'apps/widget/dist/widget.js'));
}
