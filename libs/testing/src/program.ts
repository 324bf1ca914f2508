import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of the checkout; this file is in `libs/testing/dist`. */
const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');

/** Variable with the folder of the bundles that test/bundle.mjs has made for this run. */
const BUNDLES = 'FLOWFORGE_TEST_BUNDLES';

/**
 * Absolute path of a compiled program of the checkout, for Node: of its bundle when this run has bundles, because that loads in less
 * than half of the time.
 *
 * @param path relative to the root of the checkout, such as `apps/registry/dist/main.js`
 */
export function programPath(path: string): string {
  const folder = process.env[BUNDLES];
  const bundle = folder === undefined ? undefined : join(folder, path);
  return bundle !== undefined && existsSync(bundle) ? bundle : join(ROOT, path);
}
