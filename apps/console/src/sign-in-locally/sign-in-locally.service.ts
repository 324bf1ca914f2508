import { createHash, timingSafeEqual } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import {
  LOCAL_SIGN_IN_PATH,
  type LocalSignInRequest,
  readLocalSignInRequest,
} from '@flowforge/contracts/sessions/local-sign-in';
import { Problem } from '@flowforge/service-kit/http/problem';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { OwnOrigin } from '../session/own-origin.js';
import { SessionAnswer } from '../session/session-answer.service.js';
import { readBody } from '../upstream/request-body.client.js';
import { requestHeaders, responseHeaders } from '../upstream/headers.js';
import { UpstreamClient } from '../upstream/upstream.client.js';

/** Token of the SHA-256, in lower-case hex, of the link's token: `@Inject(LOCAL_SIGN_IN_TOKEN_HASH)`. */
export const LOCAL_SIGN_IN_TOKEN_HASH = Symbol('hash of the token of the local sign-in');

const BODY_LIMIT = 1_024;
const DEADLINE_MS = 10_000;

/** Signs in the demo owner of a local run with the token of the link that the launcher has printed. */
@Injectable()
export class SignInLocally {
  constructor(
    @Inject(LOCAL_SIGN_IN_TOKEN_HASH) private readonly tokenHash: string,
    @Inject(OwnOrigin) private readonly own: OwnOrigin,
    @Inject(UpstreamClient) private readonly upstream: UpstreamClient,
    @Inject(SessionAnswer) private readonly session: SessionAnswer,
  ) {}

  /** @throws Problem 403 for another host or origin, 401 for a wrong token */
  async open(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    // A page whose name points to loopback in a foreign DNS server sends its own name here.
    if (!this.own.isOwnHost(request.host)) throw wrongHost();
    this.own.requireFor(request, true);
    const sent = readLocalSignInRequest(parsed(await readBody(request.raw, BODY_LIMIT)));
    if (sent === null || !this.isRight(sent.token)) throw linkNotValid();
    const body: LocalSignInRequest = { token: sent.token };
    const bytes = Buffer.from(JSON.stringify(body));
    const answer = await this.upstream.send('registry', {
      target: LOCAL_SIGN_IN_PATH,
      method: 'POST',
      headers: {
        ...requestHeaders(request.headers, {
          address: request.ip,
          protocol: request.protocol,
          host: request.host,
          requestId: request.id,
          authorization: undefined,
        }),
        'content-type': 'application/json',
        'content-length': String(bytes.length),
      },
      isRead: false,
      isStream: false,
      body: () => [bytes],
      signal: AbortSignal.timeout(DEADLINE_MS),
    });
    const content = await answer.body.bytes();
    await reply
      .status(answer.statusCode)
      .headers({ ...responseHeaders(answer.headers), ...this.session.headersFor(request, answer.headers) })
      .send(Buffer.from(content));
  }

  private isRight(token: string): boolean {
    const [sent, expected] = [
      createHash('sha256').update(token).digest(),
      Buffer.from(this.tokenHash, 'hex'),
    ];
    return sent.length === expected.length && timingSafeEqual(sent, expected);
  }
}

function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString());
  } catch {
    return undefined;
  }
}

function linkNotValid(): Problem {
  return new Problem(
    401,
    'link_not_valid',
    'This link belongs to another run. Use the link of the current run.',
  );
}

function wrongHost(): Problem {
  return new Problem(403, 'wrong_host', 'Open the link at the address that was printed.');
}
