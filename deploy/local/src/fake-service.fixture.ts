import { createServer, type Server } from 'node:http';

/** A service for the launcher's tests: two ports, ready at once, ends on SIGTERM unless FAKE_STUBBORN is set. */
const listen = (port: string | undefined, answer: object): Server =>
  createServer((_, response) => response.end(JSON.stringify(answer))).listen(Number(port), process.env.HOST);

listen(process.env.PORT, { service: process.env.FAKE_NAME, pid: process.pid });
listen(process.env.OPS_PORT, { ready: true });
process.on('SIGTERM', () => {
  if (process.env.FAKE_STUBBORN !== 'true') process.exit(0);
});
