import { Problem } from '@flowforge/service-kit/http/problem';
import { Controller, Get, Header, HttpCode, Inject, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { OwnOrigin } from '../session/own-origin.js';
import { SessionCookie } from '../session/session-cookie.js';
import { Sessions } from '../session/sessions.service.js';
import { readBody } from '../upstream/request-body.client.js';
import { ReceiverClient } from './receiver.client.js';

const BODY_LIMIT = 1_024;

/** Shows what the built-in receiver of a local run got, to users who have signed in. This controller exists only in a local run. */
@Controller('receiver')
export class ShowReceiverController {
  constructor(
    @Inject(OwnOrigin) private readonly own: OwnOrigin,
    @Inject(SessionCookie) private readonly cookie: SessionCookie,
    @Inject(Sessions) private readonly sessions: Sessions,
    @Inject(ReceiverClient) private readonly receiver: ReceiverClient,
  ) {}

  /** `{endpoint, items}`: the endpoint for a webhook, and the newest webhooks with `verified`, oldest first. */
  @Get('received')
  @Header('cache-control', 'no-store')
  async received(@Req() request: FastifyRequest): Promise<{ endpoint: string; items: unknown[] }> {
    await this.requireSession(request);
    return this.receiver.received();
  }

  /** `{secret}` of a webhook, so that the receiver can verify its signatures. */
  @Post('secrets')
  @HttpCode(204)
  async addSecret(@Req() request: FastifyRequest): Promise<void> {
    this.own.requireFor(request, true);
    await this.requireSession(request);
    await this.receiver.addSecret(await readBody(request.raw, BODY_LIMIT));
  }

  /** @throws Problem 401 without a session that is valid */
  private async requireSession(request: FastifyRequest): Promise<void> {
    const token = this.cookie.valueIn(request.headers.cookie);
    if (token === undefined) throw new Problem(401, 'session_required', 'Sign in to see this.');
    await this.sessions.internalTokenOf(token, request.ip);
  }
}
