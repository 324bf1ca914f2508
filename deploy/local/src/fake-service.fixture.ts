import { existsSync } from 'node:fs';
import { createServer, type Server } from 'node:http';

/**
 * A service for the launcher's tests: two ports, ends on SIGTERM unless FAKE_STUBBORN is set. Ready at once, except while the root of the
 * run has a file `not-ready`.
 */
const listen = (port: string | undefined, status: () => number, answer: object): Server =>
  createServer((_, response) => {
    response.writeHead(status()).end(JSON.stringify(answer));
  }).listen(Number(port), process.env.HOST);

listen(process.env.PORT, () => 200, { service: process.env.FAKE_NAME, pid: process.pid });
listen(process.env.OPS_PORT, () => (existsSync('not-ready') ? 503 : 200), {});
process.on('SIGTERM', () => {
  if (process.env.FAKE_STUBBORN !== 'true') process.exit(0);
});
