import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Registry } from 'prom-client';
import type { Health } from './health.js';
import type { Liveness } from './liveness.js';

/** Serves `/livez`, `/readyz` and `/metrics` on a separate port, for operators and Kubernetes. The port must not be public. */
export class OpsServer {
  private readonly server: Server;

  constructor(health: Health, liveness: Liveness, metrics: Registry) {
    this.server = createServer((request, response) => {
      // `new URL` throws for a path such as `//`, and an exception here would end the process.
      const [path] = (request.url ?? '/').split('?', 1);
      const text = (status: number, body: string, type = 'text/plain; charset=utf-8'): void => {
        response.writeHead(status, { 'content-type': type }).end(body);
      };
      if (path === '/livez') {
        const { alive, lines } = liveness.report();
        return text(alive ? 200 : 503, `${lines.join('\n')}\n`);
      }
      if (path === '/readyz') {
        const { ready, lines } = health.report();
        return text(ready ? 200 : 503, `${lines.join('\n')}\n`);
      }
      if (path === '/metrics') {
        metrics.metrics().then(
          (body) => text(200, body, metrics.contentType),
          () => text(500, 'metrics could not be collected\n'),
        );
        return;
      }
      text(404, 'available paths: /livez, /readyz, /metrics\n');
    });
    this.server.requestTimeout = 5_000;
    this.server.headersTimeout = 5_000;
  }

  /** @param port 0 takes a free port. @returns the port it listens on. Rejects when the port is in use. */
  listen(host: string, port: number): Promise<number> {
    return new Promise((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(port, host, () => {
        const address: AddressInfo | string | null = this.server.address();
        resolve(typeof address === 'object' && address ? address.port : port);
      });
    });
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }
}
