import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { OwnOrigin } from './own-origin.js';
import { ignoresSessions, isPublicRoute } from './public-route.js';
import { SessionCookie } from './session-cookie.js';
import { Sessions } from './sessions.service.js';

/** Methods that change nothing. A page of another origin cannot read their answers. */
const READS: ReadonlySet<string> = new Set(['GET', 'HEAD']);

/** Decides in whose name a request is forwarded. Services know api keys, visitor tokens and internal tokens, never cookies. */
@Injectable()
export class RequestAuthorization {
  constructor(
    @Inject(OwnOrigin) private readonly own: OwnOrigin,
    @Inject(SessionCookie) private readonly cookie: SessionCookie,
    @Inject(Sessions) private readonly sessions: Sessions,
  ) {}

  /**
   * The `Authorization` header for the service: the one that the client sent, or an internal token for the session of its cookie.
   * Undefined: none.
   *
   * @param path of the request, without its query
   * @throws Problem 403 for a page of another origin, and those of `Sessions.internalTokenOf`
   */
  async of(request: FastifyRequest, path: string): Promise<string | undefined> {
    const { authorization } = request.headers;
    if (authorization !== undefined || ignoresSessions(path)) return authorization;
    const token = this.cookie.valueIn(request.headers.cookie);
    if (!READS.has(request.method)) this.own.requireFor(request, token !== undefined);
    if (token === undefined || isPublicRoute(request.method, path)) return undefined;
    return `Bearer ${await this.sessions.internalTokenOf(token, request.ip)}`;
  }
}
