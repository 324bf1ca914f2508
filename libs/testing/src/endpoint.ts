import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { listenOnFreePort } from './listen.js';

/** A request that a customer's endpoint received. */
export interface ReceivedRequest {
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
  /** The header `webhook-id`; empty if it is missing. */
  id: string;
  /** When its body was complete, in Unix milliseconds. */
  receivedAt: number;
}

/** An answer: a status, with headers or without, or none at all (`hang`). */
export type Answer = number | { status: number; headers: Record<string, string> } | 'hang';

/** The endpoint's reaction to a request. */
export type Behaviour = (request: ReceivedRequest) => Answer | Promise<Answer>;

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
        receivedAt: Date.now(),
      };
      received.push(entry);
      void Promise.resolve(behaviour(entry)).then((answer) => {
        if (answer === 'hang') return;
        const { status, headers } = typeof answer === 'number' ? { status: answer, headers: {} } : answer;
        response.writeHead(status, { 'content-type': 'text/plain', ...headers }).end('ok');
      });
    });
    request.on('error', () => undefined);
  });
  const url = await listenOnFreePort(server);
  return {
    url,
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
