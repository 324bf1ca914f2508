import { Controller, Inject, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { SignInLocally } from './sign-in-locally.service.js';

/** The link that the launcher of a local run prints. This controller exists only in a local run. */
@Controller()
export class SignInLocallyController {
  constructor(@Inject(SignInLocally) private readonly signIn: SignInLocally) {}

  /** `{token}` of the link's fragment. Answers as `POST /v1/sessions`. */
  @Post('local-sign-in')
  async open(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.signIn.open(request, reply);
  }
}
