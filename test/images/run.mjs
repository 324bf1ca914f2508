// `npm run images`: installs and builds what is missing, then builds the images and runs them. Its last line says what ran, what was
// skipped, and the verdict.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { prepare } from '../../deploy/local/bootstrap/prepare.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
await prepare({ root, projects: ['test'], say: (line) => console.log(line) });
const { images } = await import('../dist/images/images.js');
process.exitCode = (await images(process.argv.slice(2), (line) => console.log(line))) ? 0 : 1;
