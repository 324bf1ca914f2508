// Bundles the programs of a local run: node deploy/local/build/main.mjs. They must be compiled.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle } from '../../../build/bundle.mjs';
import { saveStamp } from '../../../build/stamp.mjs';
import { bundleFolder, inputHash, PROGRAMS, stampFile } from './inputs.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '../../..');
// Before the files are read: when one changes meanwhile, the next start bundles again.
const hash = inputHash(root);
const files = PROGRAMS.map((program) => join(root, program));
await bundle({ root, files, folder: bundleFolder(root), sourceMaps: true });
saveStamp(stampFile(root), { bundles: hash, root });
