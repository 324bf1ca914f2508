import { ApiProblems } from '@flowforge/service-kit/http/api-problems';
import { Body, Controller, Inject, Post, Req, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { linkUsed } from '../one-time-token/link-used.js';
import { signInBusy } from '../password/password-hasher.service.js';
import { SessionDto } from '../session/session.dto.js';
import { clientOf, SESSION_TOKEN_HEADERS, SessionAnswer } from '../session/session-answer.service.js';
import { tooManySignIns } from '../sign-in-limit/sign-in-limit.service.js';
import { AcceptInvitationDto } from './accept-invitation.dto.js';
import { AcceptInvitationService, accountExists } from './accept-invitation.service.js';

@ApiTags('members')
@Controller('v1/invitations/accept')
export class AcceptInvitationController {
  constructor(
    @Inject(AcceptInvitationService) private readonly service: AcceptInvitationService,
    @Inject(SessionAnswer) private readonly answer: SessionAnswer,
  ) {}

  @Post()
  @ApiOperation({
    summary: 'Accept an invitation',
    description:
      'Makes the invited person a member of the workspace and signs in, as `POST /v1/sessions` does. Creates the account when the e-mail address has none. 404 when the invitation was used, replaced or deleted, or has expired.',
  })
  @ApiCreatedResponse({ description: 'The new session.', type: SessionDto, headers: SESSION_TOKEN_HEADERS })
  @ApiProblems(linkUsed('invitation'), accountExists(), tooManySignIns(540), signInBusy())
  async accept(
    @Body() { token, name, password }: AcceptInvitationDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SessionDto> {
    const command = { token, name: name.trim(), password };
    return this.answer.opened(reply, await this.service.accept(command, clientOf(request)));
  }
}
