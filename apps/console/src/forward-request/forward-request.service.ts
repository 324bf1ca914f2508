import { pipeline } from 'node:stream/promises';
import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Problem } from '@flowforge/service-kit/http/problem';
import { requestHeaders, responseHeaders } from '../upstream/headers.js';
import { ownerOf } from '../upstream/owner.js';
import { UpstreamClient } from '../upstream/upstream.client.js';

/** Passes a request to its owner, and the answer back piece by piece as it comes. */
@Injectable()
export class ForwardRequest {
  private readonly underWay = new Map<AbortController, { isStream: boolean }>();

  constructor(private readonly upstream: UpstreamClient) {}

  /** Answers the request. Throws a Problem as long as nothing has been answered. */
  async forward(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const target = request.raw.url ?? '';
    const owner = ownerOf(target);
    if (owner === undefined) {
      throw new Problem(404, 'route_not_found', 'There is nothing at this path and method.');
    }
    const cut = new AbortController();
    const state = { isStream: false };
    this.underWay.set(cut, state);
    reply.raw.once('close', () => cut.abort());
    try {
      const answer = await this.upstream.send(owner, {
        target,
        method: request.method,
        headers: requestHeaders(request.headers, {
          address: request.socket.remoteAddress ?? 'unknown',
          host: request.headers.host,
          requestId: request.id,
        }),
        body: Buffer.isBuffer(request.body) && request.body.length > 0 ? request.body : undefined,
        signal: cut.signal,
      });
      state.isStream = isEventStream(answer.headers['content-type']);
      reply.hijack();
      reply.raw.writeHead(answer.statusCode, {
        'x-request-id': request.id,
        ...responseHeaders(answer.headers),
      });
      // An event stream may have nothing to say for a while; its reader waits for the headers.
      reply.raw.flushHeaders();
      await pipeline(answer.body, reply.raw).catch(() => reply.raw.destroy());
    } finally {
      this.underWay.delete(cut);
    }
  }

  /** Cuts the answers that have no end of their own; their readers come again. */
  endStreams(): void {
    for (const [cut, { isStream }] of this.underWay) if (isStream) cut.abort();
  }
}

function isEventStream(contentType: string | string[] | undefined): boolean {
  return [contentType].flat()[0]?.startsWith('text/event-stream') === true;
}
