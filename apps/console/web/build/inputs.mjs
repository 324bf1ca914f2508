// What the console's build is made from. Plain JavaScript without packages: `npm start` asks it whether to build.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { hashOf } from '../../../../build/input-hash.mjs';

/** Files that the OpenAPI documents of the services are made from. */
const API_INPUTS = [
  'apps/conversations/src',
  'apps/registry/src',
  'apps/delivery/src',
  'libs/contracts/src',
  'libs/contracts/fixtures',
  'libs/service-kit/src',
  'deploy/local/src/openapi',
];

/** Files that the app is made from, beside the documents. */
const WEB_INPUTS = [
  'build',
  'apps/console/web/build',
  'apps/console/web/head',
  'apps/console/web/src',
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

const stampFile = (root) => join(root, 'apps/console/web/generated/stamp.json');

/** Hashes of the contents of the inputs, in hexadecimal: `{api, web}`. */
export function inputHashes(root) {
  return { api: hashOf(root, API_INPUTS), web: hashOf(root, WEB_INPUTS) };
}

/** Whether what is built was made from the files as they are now. */
export function isBuilt(root) {
  const stamp = readStamp(root);
  const { api, web } = inputHashes(root);
  return stamp.api === api && stamp.web === web && existsSync(join(root, 'apps/console/web/dist/index.html'));
}

/** The hashes of the last build; empty before the first one. */
export function readStamp(root) {
  try {
    return JSON.parse(readFileSync(stampFile(root), 'utf8'));
  } catch {
    return {};
  }
}

export { stampFile };
