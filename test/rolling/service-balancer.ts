import { connect, createServer, type Socket } from 'node:net';
import { listenOnFreePort } from '@flowforge/testing/listen';

/**
 * A Service of Kubernetes on loopback: it gives each new connection to the next server that is in rotation. A connection that exists
 * stays with its server, also when that server leaves the rotation. It repeats nothing: when the server refuses the connection, the
 * client loses its own.
 */
export interface ServiceBalancer {
  readonly url: string;
  /** Connections for which no server was in rotation, or that the server refused. */
  refused(): number;
  /** Replaces the servers in rotation. @param urls their addresses, http */
  rotate(urls: readonly string[]): void;
  stop(): Promise<void>;
}

/** Starts a balancer without servers on a free port. */
export async function startServiceBalancer(): Promise<ServiceBalancer> {
  const open = new Set<Socket>();
  let servers: readonly string[] = [];
  let turn = 0;
  let refused = 0;
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
    const next = servers[turn++ % Math.max(1, servers.length)];
    client.on('error', () => undefined);
    if (next === undefined) {
      refused += 1;
      client.destroy();
      return;
    }
    const { hostname, port } = new URL(next);
    let isConnected = false;
    const upstream = connect({ host: hostname, port: Number(port), allowHalfOpen: true, noDelay: true });
    upstream.once('connect', () => (isConnected = true));
    upstream.on('error', () => {
      if (!isConnected) refused += 1;
    });
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      open.add(one);
      one.pipe(other);
      one.once('close', () => {
        open.delete(one);
        other.destroySoon();
      });
    }
  });
  const url = await listenOnFreePort(server);
  return {
    url,
    refused: () => refused,
    rotate: (urls) => {
      servers = [...urls];
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of open) socket.destroy();
      }),
  };
}
