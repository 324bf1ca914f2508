import { Readable } from 'node:stream';
import { Inject, Injectable } from '@nestjs/common';
import { Agent, type Dispatcher } from 'undici';
import type { ServiceName } from '@flowforge/contracts/words';
import { mayTryAnother, problemFor } from './failure.js';
import { Rotation } from './rotation.js';

/** Where a class finds the origins: `@Inject(ORIGINS)`. */
export const ORIGINS = Symbol('origins');

/** A request as it goes to its owner. */
export interface Forwarded {
  /** Path and query, as they came. */
  target: string;
  method: string;
  headers: Record<string, string | string[]>;
  /** Starts reading the client's body; called once a connection is there. Undefined when there is no body. */
  body: (() => AsyncIterable<Buffer>) | undefined;
  /** Aborted when the client has gone, or the answer is to be cut short. */
  signal: AbortSignal;
}

/** Until the answer begins: shorter than a silent connection lives, so that whoever waits gets an answer. */
const HEADERS_MS = 12_000;
/** Between two pieces of an answer; event streams send a beat far more often. */
const BODY_MS = 90_000;

/** Asks the services' replicas, in turns. */
@Injectable()
export class UpstreamClient {
  private readonly rotations: Record<ServiceName, Rotation>;
  private readonly agent = new Agent({
    connections: 256,
    connect: { timeout: 1_000 },
    headersTimeout: HEADERS_MS,
    bodyTimeout: BODY_MS,
    // The services keep idle connections open longer, so that none closes one just as it is used.
    keepAliveTimeout: 30_000,
    keepAliveMaxTimeout: 60_000,
  });

  constructor(@Inject(ORIGINS) origins: Record<ServiceName, string[]>) {
    this.rotations = {
      conversations: new Rotation(origins.conversations),
      registry: new Rotation(origins.registry),
      delivery: new Rotation(origins.delivery),
    };
  }

  /** The owner's answer, its body still to be read. Throws the Problem to tell when no replica gave one. */
  async send(service: ServiceName, request: Forwarded): Promise<Dispatcher.ResponseData> {
    let failure: unknown;
    for (const origin of this.rotations[service].order()) {
      try {
        return await this.agent.request({
          origin,
          path: request.target,
          method: request.method,
          headers: request.headers,
          body: request.body ? Readable.from(request.body()) : null,
          signal: request.signal,
        });
      } catch (error) {
        failure = error;
        if (request.signal.aborted || !mayTryAnother(error, request.method)) break;
      }
    }
    throw problemFor(failure, service);
  }

  async close(): Promise<void> {
    await this.agent.destroy();
  }
}
