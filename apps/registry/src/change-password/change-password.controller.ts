import { CurrentCaller, RequireUser } from '@flowforge/service-kit/auth/caller.guard';
import type { Caller } from '@flowforge/service-kit/auth/caller';
import { ApiProblems } from '@flowforge/service-kit/http/api-problems';
import { Body, Controller, HttpCode, Inject, Post, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { signInBusy } from '../password/password-hasher.service.js';
import { SessionDto } from '../session/session.dto.js';
import { SESSION_TOKEN_HEADERS, SessionAnswer } from '../session/session-answer.service.js';
import { tooManySignIns } from '../sign-in-limit/sign-in-limit.service.js';
import { ChangePasswordDto } from './change-password.dto.js';
import { ChangePasswordService, wrongPassword } from './change-password.service.js';

@ApiTags('members')
@Controller('v1/users/me/change-password')
export class ChangePasswordController {
  constructor(
    @Inject(ChangePasswordService) private readonly service: ChangePasswordService,
    @Inject(SessionAnswer) private readonly answer: SessionAnswer,
  ) {}

  @Post()
  @HttpCode(200)
  @RequireUser()
  @ApiOperation({
    summary: 'Change your password',
    description:
      'Ends your other sessions, and gives this one a new cookie. Wrong present passwords count as wrong tries to sign in.',
  })
  @ApiOkResponse({ description: 'This session.', type: SessionDto, headers: SESSION_TOKEN_HEADERS })
  @ApiProblems(wrongPassword(), tooManySignIns(540), signInBusy())
  async change(
    @CurrentCaller() caller: Caller,
    @Body() { current_password, new_password }: ChangePasswordDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SessionDto> {
    return this.answer.opened(reply, await this.service.change(caller, current_password, new_password));
  }
}
