import { Database } from '@flowforge/postgres/database';
import { ApiProblems } from '@flowforge/service-kit/http/api-problems';
import { Body, Controller, Get, Inject, Post, Req, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { signInBusy } from '../password/password-hasher.service.js';
import { SessionDto } from '../session/session.dto.js';
import { clientOf, SESSION_TOKEN_HEADERS, SessionAnswer } from '../session/session-answer.service.js';
import { tooManySignIns } from '../sign-in-limit/sign-in-limit.service.js';
import { SetUpDto, SetupStateDto } from './set-up.dto.js';
import { alreadySetUp, SetUpService, wrongSetupToken } from './set-up.service.js';
import { SetupTokenStore } from './setup-token.store.js';

@ApiTags('setup')
@Controller('v1/setup')
export class SetUpController {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(SetupTokenStore) private readonly setupTokens: SetupTokenStore,
    @Inject(SetUpService) private readonly service: SetUpService,
    @Inject(SessionAnswer) private readonly answer: SessionAnswer,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Read whether the installation needs its first user' })
  @ApiOkResponse({ description: 'The state.', type: SetupStateDto })
  async state(): Promise<SetupStateDto> {
    return { needed: await this.setupTokens.isNeeded(this.database) };
  }

  @Post()
  @ApiOperation({
    summary: 'Create the first user of the installation',
    description:
      'Creates a workspace with this user as its owner, and signs in, as `POST /v1/sessions` does. It works once: afterwards people are invited. The setup token comes from the operator: the setting `SETUP_TOKEN` of the registry, or the command `create-setup-token`.',
  })
  @ApiCreatedResponse({ description: 'The new session.', type: SessionDto, headers: SESSION_TOKEN_HEADERS })
  @ApiProblems(wrongSetupToken(), alreadySetUp(), tooManySignIns(540), signInBusy())
  async setUp(
    @Body() body: SetUpDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SessionDto> {
    const command = {
      setupToken: body.setup_token,
      email: body.email,
      name: body.name.trim(),
      password: body.password,
      workspaceName: body.workspace_name.trim(),
    };
    return this.answer.opened(reply, await this.service.setUp(command, clientOf(request)));
  }
}
