import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/** Below the ephemeral ports of the system: otherwise an outgoing connection could take the port while its server restarts. */
const FIRST = 20_000;
const LAST = 32_000;

/** The server listens some time after the port was chosen, so this process never returns the same port twice. */
const returned = new Set<number>();

/**
 * A TCP port that is free on the host now. Another process may take it before the caller does; the caller must then try another
 * one.
 */
export async function freePort(host = '127.0.0.1'): Promise<number> {
  for (let attempt = 0; attempt < 50; attempt += 1) {
    const port = randomInt(FIRST, LAST);
    if (returned.has(port) || !(await isPortFree(port, host))) continue;
    returned.add(port);
    return port;
  }
  return listenOnce(0, host);
}

/** The first free port of the hundred from `first` on; otherwise any free port. */
export async function freePortNear(first: number, host = '127.0.0.1'): Promise<number> {
  for (let port = first; port < Math.min(first + 100, 65_536); port += 1) {
    if (await isPortFree(port, host)) return port;
  }
  return freePort(host);
}

/** Whether this process can listen on the port now. */
export async function isPortFree(port: number, host = '127.0.0.1'): Promise<boolean> {
  try {
    await listenOnce(port, host);
    return true;
  } catch {
    return false;
  }
}

function listenOnce(port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ port, host, exclusive: true }, () => {
      const address = server.address();
      server.close(() => {
        if (address === null || typeof address === 'string') reject(new Error('the server has no port'));
        else resolve(address.port);
      });
    });
  });
}
