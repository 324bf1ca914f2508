// `npm run k8s:verify`: installs and builds what is missing, then verifies deploy/kubernetes. It needs no cluster. Its last line says
// what ran, what was skipped, and the verdict.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { prepare } from '../../deploy/local/bootstrap/prepare.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
await prepare({ root, projects: ['test'], say: (line) => console.log(line) });
const { verify } = await import('../dist/kubernetes/verify-steps.js');
process.exitCode = (await verify((line) => console.log(line))) ? 0 : 1;
