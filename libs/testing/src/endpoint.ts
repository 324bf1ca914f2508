import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request that a customer's endpoint received. */
export interface ReceivedRequest {
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
  /** The header `webhook-id`; empty if it is missing. */
  id: string;
}

/** The endpoint's reaction to a request: it answers with a status, or it never answers (`hang`). */
export type Behaviour = (request: ReceivedRequest) => number | 'hang' | Promise<number | 'hang'>;

/** A customer's endpoint, whose behaviour a test can change. */
export interface TestEndpoint {
  readonly url: string;
  readonly received: readonly ReceivedRequest[];
  /** Number of requests for each event id. */
  counts(): Map<string, number>;
  behave(behaviour: Behaviour): void;
  stop(): Promise<void>;
}

/** Starts an endpoint on loopback that answers 200 by default. */
export async function startEndpoint(): Promise<TestEndpoint> {
  const received: ReceivedRequest[] = [];
  let behaviour: Behaviour = () => 200;
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const id = request.headers['webhook-id'];
      const entry: ReceivedRequest = {
        path: request.url ?? '',
        headers: request.headers,
        body: Buffer.concat(chunks).toString('utf8'),
        id: typeof id === 'string' ? id : '',
      };
      received.push(entry);
      void Promise.resolve(behaviour(entry)).then((answer) => {
        if (answer !== 'hang') response.writeHead(answer, { 'content-type': 'text/plain' }).end('ok');
      });
    });
    request.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address: AddressInfo | string | null = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    received,
    counts: () => {
      const counts = new Map<string, number>();
      for (const { id } of received) counts.set(id, (counts.get(id) ?? 0) + 1);
      return counts;
    },
    behave: (next) => {
      behaviour = next;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
