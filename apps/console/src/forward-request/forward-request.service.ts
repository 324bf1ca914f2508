import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Problem } from '@flowforge/service-kit/http/problem';
import { EventStreams } from '../event-stream/event-streams.service.js';
import { opensStream } from '../event-stream/stream-path.js';
import { requestHeaders, responseHeaders } from '../upstream/headers.js';
import { ownerOf } from '../upstream/owner.js';
import { UpstreamClient } from '../upstream/upstream.client.js';

/** The largest request body that is forwarded, in bytes. No service accepts a larger one. */
export const BODY_LIMIT = 256 * 1024;

/** Methods that are forwarded. */
const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/** Forwards a request to the service that owns its path, and streams the answer back. Neither body is buffered. */
@Injectable()
export class ForwardRequest {
  constructor(
    @Inject(UpstreamClient) private readonly upstream: UpstreamClient,
    @Inject(EventStreams) private readonly streams: EventStreams,
  ) {}

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
    if (length > BODY_LIMIT) throw tooLarge();
    const hasBody = length > 0 || request.headers['transfer-encoding'] !== undefined;
    const abort = new AbortController();
    const isStream = opensStream(request.method, target);
    const freeSlot = isStream ? this.streams.take(request.ip) : undefined;
    reply.raw.once('close', () => abort.abort());
    try {
      const answer = await this.upstream.send(owner, {
        target,
        method: request.method,
        headers: requestHeaders(request.headers, {
          address: request.ip,
          protocol: request.protocol,
          host: request.host,
          requestId: request.id,
        }),
        isStream,
        body: hasBody ? () => limited(request.raw) : undefined,
        signal: abort.signal,
      });
      reply.hijack();
      reply.raw.writeHead(answer.statusCode, {
        'x-request-id': request.id,
        'x-content-type-options': 'nosniff',
        ...responseHeaders(answer.headers),
      });
      // The client of an event stream waits for the headers; the first event may come much later.
      reply.raw.flushHeaders();
      if (isStream && isEventStream(answer.headers)) await this.streams.relay(answer.body, reply.raw);
      else await pipeline(answer.body, reply.raw).catch(() => reply.raw.destroy());
    } finally {
      // The owner may answer before it has read the body. The rest is read here, or the next request on this connection would wait.
      request.raw.resume();
      freeSlot?.();
    }
  }
}

function tooLarge(): Problem {
  return new Problem(413, 'body_too_large', 'The request body is larger than 256 KiB.');
}

/** The body, chunk by chunk. @throws Problem 413 when it becomes larger than the limit; its length may be unknown at the start */
async function* limited(body: Readable): AsyncGenerator<Buffer> {
  let bytes = 0;
  // Do not close the client's connection when this loop ends: the answer is sent on it.
  for await (const chunk of body.iterator({ destroyOnReturn: false })) {
    bytes += chunk.length;
    if (bytes > BODY_LIMIT) throw tooLarge();
    yield chunk;
  }
}

/** False for an answer whose length is announced: nothing may be added to it. */
function isEventStream(headers: IncomingHttpHeaders): boolean {
  const isEvents = headers['content-type']?.startsWith('text/event-stream') === true;
  return isEvents && headers['content-length'] === undefined;
}
