import type { IncomingHttpHeaders } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { clientNetwork } from '@flowforge/service-kit/auth/client-network';
import { Problem, unavailable } from '@flowforge/service-kit/http/problem';
import { EventStreams } from '../event-stream/event-streams.service.js';
import { opensStream } from '../event-stream/stream-path.js';
import { KeyedSlots, type SlotLimits } from '@flowforge/service-kit/http/keyed-slots';
import { OwnOrigin } from '../session/own-origin.js';
import { ignoresSessions } from '../session/public-route.js';
import { RequestAuthorization } from '../session/request-authorization.service.js';
import { SessionAnswer } from '../session/session-answer.service.js';
import { requestHeaders, responseHeaders } from '../upstream/headers.js';
import { ownerOf } from '../upstream/owner.js';
import { limitedBody, tooLarge } from '../upstream/request-body.client.js';
import { UpstreamClient } from '../upstream/upstream.client.js';
import { whenClosed } from './when-closed.js';

/** The largest request body that is forwarded, in bytes. No service accepts a larger one. */
export const BODY_LIMIT = 256 * 1024;

/** Token of the limits of requests that are forwarded at once: `@Inject(REQUEST_LIMITS)`. */
export const REQUEST_LIMITS = Symbol('request limits');

/** Methods that are forwarded. */
const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/** Forwards a request to the service that owns its path, and streams the answer back. Neither body is buffered. */
@Injectable()
export class ForwardRequest {
  /** A client that does not read its answer keeps its slot, and its connection to the service, until the socket times out. */
  private readonly slots: KeyedSlots;

  constructor(
    @Inject(UpstreamClient) private readonly upstream: UpstreamClient,
    @Inject(RequestAuthorization) private readonly authorization: RequestAuthorization,
    @Inject(SessionAnswer) private readonly session: SessionAnswer,
    @Inject(OwnOrigin) private readonly own: OwnOrigin,
    @Inject(EventStreams) private readonly streams: EventStreams,
    @Inject(REQUEST_LIMITS) limits: SlotLimits,
  ) {
    this.slots = new KeyedSlots(limits, { perKey: tooManyRequests, total: requestsUnavailable });
  }

  /**
   * Answers the request.
   *
   * @throws Problem when no answer has begun yet
   */
  async forward(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const target = request.raw.url ?? '';
    const owner = ownerOf(target);
    if (owner === undefined || !METHODS.has(request.method)) {
      throw new Problem(404, 'route_not_found', 'No route has this path and method.');
    }
    const length = Number(request.headers['content-length'] ?? 0);
    if (length > BODY_LIMIT) throw tooLarge(BODY_LIMIT);
    const hasBody = length > 0 || request.headers['transfer-encoding'] !== undefined;
    const path = target.split('?', 1)[0] ?? '';
    const isStream = opensStream(request.method, target);
    const freeSlot = isStream ? this.streams.take(request.ip) : this.slots.take(clientNetwork(request.ip));
    const abort = new AbortController();
    const withdraw = whenClosed(request.raw.socket, () => {
      abort.abort();
      // An answer that waits behind another one never ends now, so nothing below would free the slot.
      freeSlot();
    });
    try {
      const authorization = await this.authorization.of(request, path);
      const answer = await this.upstream.send(owner, {
        target,
        method: request.method,
        headers: requestHeaders(this.headersOf(request, path), {
          address: request.ip,
          protocol: request.protocol,
          host: request.host,
          requestId: request.id,
          authorization,
        }),
        isStream,
        isRead: request.method === 'GET' || request.method === 'HEAD',
        body: hasBody ? () => limitedBody(request.raw, BODY_LIMIT) : undefined,
        signal: abort.signal,
      });
      const headers = {
        'x-request-id': request.id,
        'x-content-type-options': 'nosniff',
        ...responseHeaders(answer.headers),
        ...(owner === 'registry' && this.session.headersFor(request, answer.headers)),
      };
      reply.hijack();
      reply.raw.writeHead(answer.statusCode, headers);
      // The client of an event stream waits for the headers; the first event may come much later.
      reply.raw.flushHeaders();
      if (isStream && isEventStream(answer.headers)) await this.streams.relay(answer.body, reply.raw);
      else await pipeline(answer.body, reply.raw).catch(() => reply.raw.destroy());
    } finally {
      // The owner may answer before it has read the body. The rest is read here, or the next request on this connection would wait.
      request.raw.resume();
      freeSlot();
      withdraw();
    }
  }

  /**
   * The headers without the `Origin` of the full-page chat: it is a page of the front door, and belongs to every widget, whichever
   * origins the widget allows.
   */
  private headersOf({ headers, host }: FastifyRequest, path: string): IncomingHttpHeaders {
    const { origin, ...others } = headers;
    const isOwnChat = origin !== undefined && ignoresSessions(path) && this.own.includes(origin, host);
    return isOwnChat ? others : headers;
  }
}

/** False for an answer whose length is announced: nothing may be added to it. */
function isEventStream(headers: IncomingHttpHeaders): boolean {
  const isEvents = headers['content-type']?.startsWith('text/event-stream') === true;
  return isEvents && headers['content-length'] === undefined;
}

function tooManyRequests(): Problem {
  return new Problem(
    429,
    'too_many_requests',
    'Too many requests of your network run at the same time. Wait for answers, read them, and try again.',
    undefined,
    { 'retry-after': '1' },
  );
}

function requestsUnavailable(): Problem {
  return unavailable('requests_unavailable', 'Too many requests run at the same time. Try again.', 1);
}
