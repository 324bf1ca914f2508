// `npm start`. Plain JavaScript without dependencies: it runs before anything is installed or built.
import { nodeVersionError } from './bootstrap/node-version.mjs';

const error = nodeVersionError(process.versions.node);
if (error !== undefined) {
  console.error(error);
  process.exit(1);
}
// Imported after the check: these files need a supported Node version.
const { bootstrap } = await import('./bootstrap/bootstrap.mjs');
await bootstrap(process.argv.slice(2));
