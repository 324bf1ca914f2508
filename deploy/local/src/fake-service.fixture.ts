import { createServer, type Server } from 'node:http';

/** Stands in for a service in the launcher's tests: two ports, ready at once, ends on SIGTERM unless told to be stubborn. */
const listen = (port: string | undefined, answer: object): Server =>
  createServer((_, response) => response.end(JSON.stringify(answer))).listen(Number(port), '127.0.0.1');

listen(process.env.PORT, { service: process.env.FAKE_NAME, pid: process.pid });
listen(process.env.OPS_PORT, { ready: true });
process.on('SIGTERM', () => {
  if (process.env.FAKE_STUBBORN !== 'true') process.exit(0);
});
