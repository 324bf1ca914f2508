import { createServer } from 'node:http';

/**
 * The endpoint that both sides of the benchmark post to, in a separate process. It reads each whole request and answers 200 with
 * two bytes. Prints its port.
 */
const server = createServer((request, response) => {
  request.resume();
  request.on('end', () => response.writeHead(200, { 'content-length': '2' }).end('ok'));
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.stdout.write(`${typeof address === 'object' && address ? address.port : 0}\n`);
});
process.on('SIGTERM', () => process.exit(0));
