import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { IncomingHttpHeaders } from 'node:http';
import { SESSION_TOKEN_HEADER } from '@flowforge/contracts/sessions/session-token';
import { SessionCookie } from './session-cookie.js';
import { Sessions } from './sessions.service.js';

/** Turns the session token in an answer of the registry into a cookie. */
@Injectable()
export class SessionAnswer {
  constructor(
    @Inject(SessionCookie) private readonly cookie: SessionCookie,
    @Inject(Sessions) private readonly sessions: Sessions,
  ) {}

  /**
   * The headers to add to the answer. The session of the request's own cookie is checked again at its next use, because it has
   * ended or has a new token.
   *
   * @param answered the headers of the registry's answer
   */
  headersFor(request: FastifyRequest, answered: IncomingHttpHeaders): Record<string, string> {
    const token = [answered[SESSION_TOKEN_HEADER]].flat()[0];
    if (token === undefined) return {};
    const before = this.cookie.valueIn(request.headers.cookie);
    if (before !== undefined) this.sessions.forget(before);
    return { 'set-cookie': token === '' ? this.cookie.deleting() : this.cookie.storing(token) };
  }
}
