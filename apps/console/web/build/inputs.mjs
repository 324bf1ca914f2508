// What the console's build is made from. Plain JavaScript without packages: `npm start` asks it whether to build.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { apiHash } from '../../../../build/api-inputs.mjs';
import { hashOf } from '../../../../build/input-hash.mjs';
import { readStamp } from '../../../../build/stamp.mjs';

/** Files that the app is made from, beside the types of the routes. */
const WEB_INPUTS = [
  'build',
  'apps/console/web/build',
  'apps/console/web/head',
  'apps/console/web/src',
  'apps/console/web/public',
  'apps/console/web/index.html',
  'apps/console/web/package.json',
  'apps/console/web/tsconfig.json',
  'apps/console/web/vite.config.ts',
  'libs/contracts/src',
  'libs/design-system/src',
  'libs/design-system/package.json',
  'package-lock.json',
  'tsconfig.base.json',
];

export const stampFile = (root) => join(root, 'apps/console/web/generated/stamp.json');

/** Hashes of the contents of the inputs, in hexadecimal: `{api, web}`. */
export function inputHashes(root) {
  return { api: apiHash(root), web: hashOf(root, WEB_INPUTS) };
}

/** Whether what is built was made from the files as they are now. */
export function isBuilt(root) {
  const stamp = readStamp(stampFile(root));
  const { api, web } = inputHashes(root);
  return stamp.api === api && stamp.web === web && existsSync(join(root, 'apps/console/web/dist/index.html'));
}
