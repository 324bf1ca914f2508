import { SESSION_TOKEN_HEADER } from '@flowforge/contracts/sessions/session-token';
import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Session } from './session.js';
import { type SessionDto, sessionDto } from './session.dto.js';
import { type Client, SessionStore } from './session.store.js';

/** The cookie in the OpenAPI document. The header of the registry does not leave the front door. */
export const SESSION_TOKEN_HEADERS = {
  'Set-Cookie': {
    description: 'The cookie of the session, with `HttpOnly`, `SameSite=Lax` and, over https, `Secure`.',
    schema: { type: 'string', example: '__Host-flowforge_session=…; Path=/; HttpOnly; Secure; SameSite=Lax' },
  },
};

/** The client that a request comes from, as a session shows it. */
export function clientOf(request: FastifyRequest): Client {
  return { address: request.ip, userAgent: request.headers['user-agent'] };
}

/** Hands tokens of sessions to the front door, beside the answer for the browser. */
@Injectable()
export class SessionAnswer {
  constructor(@Inject(SessionStore) private readonly sessions: SessionStore) {}

  /** Adds the token of a new or rotated session to the answer, and returns its body. */
  opened(reply: FastifyReply, { session, token }: { session: Session; token: string }): SessionDto {
    reply.header(SESSION_TOKEN_HEADER, token);
    return sessionDto(session, this.sessions.lifetime, session.id);
  }

  /** Lets the front door delete the cookie. */
  ended(reply: FastifyReply): void {
    reply.header(SESSION_TOKEN_HEADER, '');
  }
}
