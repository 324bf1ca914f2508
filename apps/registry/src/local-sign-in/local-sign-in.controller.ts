import { timingSafeEqual } from 'node:crypto';
import { LOCAL_SIGN_IN_PATH, readLocalSignInRequest } from '@flowforge/contracts/sessions/local-sign-in';
import { Database } from '@flowforge/postgres/database';
import { invalid, Problem } from '@flowforge/service-kit/http/problem';
import { Body, Controller, Inject, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { hashSessionToken } from '../session/session.js';
import type { SessionDto } from '../session/session.dto.js';
import { clientOf, SessionAnswer } from '../session/session-answer.service.js';
import { SignInLimit } from '../sign-in-limit/sign-in-limit.service.js';
import { SignInService } from '../sign-in/sign-in.service.js';
import { UserStore } from '../user/user.store.js';

/** The link of a local run: the SHA-256 of its token (hex), and the e-mail address of the user that it signs in. */
export class LocalSignIn {
  constructor(
    readonly tokenHash: string,
    readonly email: string,
  ) {}
}

/** Signs in the user of a local run with the token of the link that the launcher has printed. Not part of a deployed registry. */
@ApiExcludeController()
@Controller()
export class LocalSignInController {
  constructor(
    @Inject(LocalSignIn) private readonly link: LocalSignIn,
    @Inject(Database) private readonly database: Database,
    @Inject(UserStore) private readonly users: UserStore,
    @Inject(SignInService) private readonly signIn: SignInService,
    @Inject(SignInLimit) private readonly limit: SignInLimit,
    @Inject(SessionAnswer) private readonly answer: SessionAnswer,
  ) {}

  @Post(LOCAL_SIGN_IN_PATH)
  async open(
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SessionDto> {
    const read = readLocalSignInRequest(body);
    if (read === null) throw invalid([{ field: 'token', message: 'must be a text of 1 to 200 characters' }]);
    const wasRight = await this.limit.countNetwork(request.ip);
    const [given, expected] = [hashSessionToken(read.token), this.link.tokenHash].map((hex) =>
      Buffer.from(hex, 'hex'),
    );
    if (!given || !expected || !timingSafeEqual(given, expected)) throw linkNotValid();
    await wasRight();
    const user = await this.users.findByEmail(this.database, this.link.email);
    const opened = user && (await this.signIn.open(user, undefined, clientOf(request)));
    if (!opened) throw linkNotValid();
    return this.answer.opened(reply, opened);
  }
}

function linkNotValid(): Problem {
  return new Problem(
    401,
    'link_not_valid',
    'This link belongs to another run. Use the link of the current run.',
  );
}
