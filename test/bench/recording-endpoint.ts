import { createServer } from 'node:http';

/**
 * Endpoints for the benchmarks of delivery, in a process of their own. The path says how to answer:
 * `/ok…` 200; `/hang…` never; `/switch…` what `PUT /switch/<status>` has set last, 200 at first, after 1 ms. `GET /arrivals` returns and forgets
 * the arrivals of the `/ok…` and `/switch…` paths that were answered 200. Prints its port.
 */
interface Arrival {
  id: string;
  path: string;
  /** Unix milliseconds. */
  at: number;
}

let arrivals: Arrival[] = [];
let status = 200;

const server = createServer((request, response) => {
  const path = request.url ?? '';
  if (request.method === 'GET' && path === '/arrivals') {
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(arrivals));
    arrivals = [];
    return;
  }
  if (request.method === 'PUT') {
    status = Number(path.split('/').at(-1));
    response.writeHead(204).end();
    return;
  }
  const at = Date.now();
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    if (path.startsWith('/hang')) return;
    const code = path.startsWith('/switch') ? status : 200;
    if (code === 200) {
      const id = String(request.headers['webhook-id']);
      arrivals.push({ id, path, at });
    }
    const answer = (): void => void response.writeHead(code, { 'content-length': '2' }).end('ok');
    if (path.startsWith('/switch')) setTimeout(answer, 1);
    else answer();
  });
  request.on('error', () => undefined);
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.stdout.write(`${typeof address === 'object' && address ? address.port : 0}\n`);
});
process.on('SIGTERM', () => process.exit(0));
