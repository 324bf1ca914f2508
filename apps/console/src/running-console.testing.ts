import 'reflect-metadata';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createApp } from '@flowforge/service-kit/http/create-app';
import { createLog } from '@flowforge/service-kit/log';
import type { Lifecycle } from '@flowforge/service-kit/run-service';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Registry } from 'prom-client';
import { readConfig } from './config.js';
import { ConsoleModule } from './console.module.js';
import { BODY_LIMIT } from './forward-request/forward-request.service.js';
import { lifecycle } from './lifecycle.js';

/** The front door in the process of a test, with one server behind it that answers for all services. */
export class RunningConsole {
  private constructor(
    readonly app: NestFastifyApplication,
    readonly port: number,
    private readonly owner: Server,
    private readonly parts: Lifecycle,
  ) {}

  /** @param answer answers what is forwarded. @param env settings, besides the addresses of the services */
  static async start(answer: RequestListener, env: NodeJS.ProcessEnv = {}): Promise<RunningConsole> {
    const owner = createServer(answer).listen(0, '127.0.0.1');
    await once(owner, 'listening');
    const url = `http://127.0.0.1:${portOf(owner)}`;
    const config = readConfig({ REGISTRY_URLS: url, CONVERSATIONS_URLS: url, DELIVERY_URLS: url, ...env });
    const log = createLog('console', 'silent');
    try {
      const app = await createApp(ConsoleModule.with({ config, log, metrics: new Registry() }), {
        log,
        metrics: new Registry(),
        bodyLimit: BODY_LIMIT,
        trustProxy: config.settings.trustProxy,
        bodies: 'raw',
      });
      await app.listen(0, '127.0.0.1');
      const parts = lifecycle(app, config);
      await parts.start();
      return new RunningConsole(app, portOf(app.getHttpServer()), owner, parts);
    } catch (error) {
      owner.close();
      throw error;
    }
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Address of the server behind the front door. */
  get ownerUrl(): string {
    return `http://127.0.0.1:${portOf(this.owner)}`;
  }

  async stop(): Promise<void> {
    await this.parts.close();
    this.app.getHttpServer().closeAllConnections();
    await this.app.close();
    this.owner.closeAllConnections();
    this.owner.close();
  }
}

/** The JSON of a request's body; an empty object without one. */
export async function bodyOf(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString();
  return text === '' ? {} : JSON.parse(text);
}

function portOf(server: { address(): AddressInfo | string | null }): number {
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('the server does not listen');
  return address.port;
}
