// `npm start`. Plain JavaScript without dependencies: it runs before anything is installed or built.
import { complaintAboutNode } from './bootstrap/node-version.mjs';

const complaint = complaintAboutNode(process.versions.node);
if (complaint !== undefined) {
  console.error(complaint);
  process.exit(1);
}
// Only now: what follows is written for a Node that is new enough.
const { bootstrap } = await import('./bootstrap/bootstrap.mjs');
await bootstrap(process.argv.slice(2));
