import { createServer, type IncomingMessage, request as httpRequest, type ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';
import { pipeline } from 'node:stream/promises';
import { listenOnFreePort } from '@flowforge/testing/listen';

/** A load balancer. Each request goes to the next server, so two requests of a client never go to the same of two. */
export interface Balancer {
  readonly url: string;
  /** Requests that each server has answered, in the order of the servers. */
  answered(): readonly number[];
  stop(): Promise<void>;
}

/** @param urls addresses of the servers, http. One that takes no connection is left out */
export async function startBalancer(urls: readonly string[]): Promise<Balancer> {
  const answered = urls.map(() => 0);
  let turn = 0;
  const forward = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const first = turn++;
    for (let tried = 0; tried < urls.length; tried += 1) {
      const index = (first + tried) % urls.length;
      const socket = await reach(urls[index] ?? '');
      if (socket === null) continue;
      answered[index] = (answered[index] ?? 0) + 1;
      return relay(request, response, socket);
    }
    response.writeHead(502).end();
  };
  const server = createServer((request, response) => {
    forward(request, response).catch(() => response.destroy());
  });
  const url = await listenOnFreePort(server);
  return {
    url,
    answered: () => [...answered],
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** A connection to a server; null when it takes none. */
function reach(url: string): Promise<Socket | null> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname);
    socket.once('connect', () => resolve(socket));
    socket.on('error', () => resolve(null));
  });
}

/** Sends the request on and its answer back. Rejects when the server breaks off. */
async function relay(request: IncomingMessage, response: ServerResponse, socket: Socket): Promise<void> {
  response.once('close', () => socket.destroy());
  const onward = httpRequest({
    createConnection: () => socket,
    method: request.method,
    path: request.url,
    headers: { ...request.headers, connection: 'close' },
  });
  request.pipe(onward);
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    onward.once('response', resolve);
    onward.on('error', reject);
  });
  // The next request of the client may use the same connection.
  const { connection: _, ...headers } = answer.headers;
  response.writeHead(answer.statusCode ?? 502, headers);
  response.flushHeaders();
  await pipeline(answer, response);
}
