import { Readable } from 'node:stream';
import { Inject, Injectable } from '@nestjs/common';
import { Agent, type Dispatcher } from 'undici';
import type { ServiceName } from '@flowforge/contracts/words';
import {
  failSpan,
  isTracing,
  serverAttributes,
  type Span,
  startSpan,
  traceparentOfSpan,
} from '@flowforge/tracing/spans';
import { mayTryAnother, problemFor } from './failure.js';
import { withTrace } from './headers.js';
import { Rotation } from './rotation.js';

/** Token of the services' origins: `@Inject(ORIGINS)`. */
export const ORIGINS = Symbol('origins');

/** A request to a service. */
export interface Forwarded {
  /** Path and query, unchanged. */
  target: string;
  method: string;
  headers: Record<string, string | string[]>;
  /** Starts reading the client's body. Called once per attempt; undefined when there is no body. */
  body: (() => AsyncIterable<Buffer> | Iterable<Buffer>) | undefined;
  /** It changes nothing, so it is sent to another replica when the connection is lost. */
  isRead: boolean;
  /** Event streams use an agent of their own: to find a free connection, an agent looks at all that it has. A stream has no span. */
  isStream: boolean;
  /** Aborted when the client closes its connection, or when the answer is to end early. */
  signal: AbortSignal;
}

/**
 * Limit until the answer begins, in milliseconds. Longer than an attempt of delivery (15 s by default), because a test event is answered
 * after its attempt; shorter than the idle limits of usual proxies (60 s), so that the client gets a 504.
 */
const HEADERS_MS = 20_000;
/** Limit between two chunks of an answer, in milliseconds. Event streams send a heartbeat far more often. */
const BODY_MS = 90_000;

const AGENT_OPTIONS: Agent.Options = {
  // A connection for each request and each stream: none waits for another one. `KeyedSlots` bounds their numbers.
  connections: null,
  connect: { timeout: 1_000 },
  headersTimeout: HEADERS_MS,
  bodyTimeout: BODY_MS,
  // Shorter than the keep-alive of the services, so that no service closes a connection at the moment it is used.
  keepAliveTimeout: 30_000,
  keepAliveMaxTimeout: 60_000,
};

/** Sends requests to the replicas of the services, round robin. */
@Injectable()
export class UpstreamClient {
  private readonly rotations: Record<ServiceName, Rotation>;
  private readonly requests = new Agent(AGENT_OPTIONS);
  private readonly streams = new Agent(AGENT_OPTIONS);

  constructor(@Inject(ORIGINS) origins: Record<ServiceName, string[]>) {
    this.rotations = {
      conversations: new Rotation(origins.conversations),
      registry: new Rotation(origins.registry),
      delivery: new Rotation(origins.delivery),
    };
  }

  /**
   * The answer of the service; its body is not read yet.
   *
   * @throws Problem when no replica answered
   */
  async send(service: ServiceName, request: Forwarded): Promise<Dispatcher.ResponseData> {
    const agent = request.isStream ? this.streams : this.requests;
    let failure: unknown;
    for (const origin of this.rotations[service].order()) {
      const span = request.isStream ? undefined : startRequest(service, origin, request.method);
      try {
        const answer = await agent.request({
          origin,
          path: request.target,
          method: request.method,
          headers: isTracing() ? withTrace(request.headers, traceparentOfSpan(span)) : request.headers,
          body: request.body ? Readable.from(request.body()) : null,
          signal: request.signal,
        });
        span?.setAttribute('http.response.status_code', answer.statusCode);
        if (span && answer.statusCode >= 500) failSpan(span, String(answer.statusCode));
        return answer;
      } catch (error) {
        failure = error;
        if (span) failSpan(span, request.signal.aborted ? 'aborted' : 'no_answer');
        if (request.signal.aborted || !mayTryAnother(error, request.isRead)) break;
      } finally {
        // When the answer begins.
        span?.end();
      }
    }
    throw problemFor(failure, service);
  }

  async close(): Promise<void> {
    await Promise.all([this.requests.destroy(), this.streams.destroy()]);
  }
}

/** The span of a request to one replica; undefined while tracing is off. */
function startRequest(service: ServiceName, origin: string, method: string): Span | undefined {
  if (!isTracing()) return undefined;
  return startSpan(method, {
    kind: 'client',
    attributes: { 'http.request.method': method, ...serverAttributes(origin), 'flowforge.service': service },
  });
}
