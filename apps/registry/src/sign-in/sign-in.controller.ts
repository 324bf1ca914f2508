import { ApiProblems } from '@flowforge/service-kit/http/api-problems';
import { Body, Controller, Inject, Post, Req, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { signInBusy } from '../password/password-hasher.service.js';
import { SessionDto } from '../session/session.dto.js';
import { clientOf, SESSION_TOKEN_HEADERS, SessionAnswer } from '../session/session-answer.service.js';
import { tooManySignIns } from '../sign-in-limit/sign-in-limit.service.js';
import { SignInDto } from './sign-in.dto.js';
import { SignInService, wrongCredentials } from './sign-in.service.js';

@ApiTags('sessions')
@Controller('v1/sessions')
export class SignInController {
  constructor(
    @Inject(SignInService) private readonly service: SignInService,
    @Inject(SessionAnswer) private readonly answer: SessionAnswer,
  ) {}

  @Post()
  @ApiOperation({
    summary: 'Sign in',
    description:
      'Starts a session and sets its cookie, `__Host-flowforge_session`. The answer is the same for a wrong password and for an account that does not exist. After 19 wrong tries for an account or from an address within 15 minutes, further ones are refused.',
  })
  @ApiCreatedResponse({ description: 'The new session.', type: SessionDto, headers: SESSION_TOKEN_HEADERS })
  @ApiProblems(wrongCredentials(), tooManySignIns(540), signInBusy())
  async signIn(
    @Body() { email, password, workspace_id }: SignInDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SessionDto> {
    const opened = await this.service.signIn(
      { email, password, workspaceId: workspace_id },
      clientOf(request),
    );
    return this.answer.opened(reply, opened);
  }
}
