// What the widget's build is made from. Plain JavaScript without packages: `npm start` asks it whether to build.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { hashOf } from '../../../build/input-hash.mjs';

const INPUTS = [
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

/** Holds the hash of the inputs of the last build. */
export const stampFile = (root) => join(root, 'apps/widget/out/stamp');

/** Hash of the contents of the inputs, in hexadecimal. */
export const inputHash = (root) => hashOf(root, INPUTS);

/** Whether what is built was made from the files as they are now. */
export function isBuilt(root) {
  try {
    return (
      readFileSync(stampFile(root), 'utf8') === inputHash(root) &&
      existsSync(join(root, 'apps/widget/dist/widget.js'))
    );
  } catch {
    return false;
  }
}
