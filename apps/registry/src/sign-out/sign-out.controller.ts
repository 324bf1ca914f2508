import { CurrentCaller, RequireUser } from '@flowforge/service-kit/auth/caller.guard';
import type { Caller } from '@flowforge/service-kit/auth/caller';
import { Id } from '@flowforge/service-kit/http/id';
import { notFound } from '@flowforge/service-kit/http/problem';
import { Controller, Delete, HttpCode, Inject, Res } from '@nestjs/common';
import { ApiNoContentResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { SessionAnswer } from '../session/session-answer.service.js';
import { SignOutService } from './sign-out.service.js';

@ApiTags('sessions')
@Controller('v1/sessions')
export class SignOutController {
  constructor(
    @Inject(SignOutService) private readonly service: SignOutService,
    @Inject(SessionAnswer) private readonly answer: SessionAnswer,
  ) {}

  @Delete()
  @HttpCode(204)
  @RequireUser()
  @ApiOperation({
    summary: 'Sign out everywhere',
    description: 'Ends all sessions of the user who makes the request, also this one, in all workspaces.',
  })
  @ApiNoContentResponse({ description: 'All sessions have ended.' })
  async signOutEverywhere(
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    await this.service.endAll(caller);
    this.answer.ended(reply);
  }

  @Delete('current')
  @HttpCode(204)
  @RequireUser()
  @ApiOperation({ summary: 'Sign out', description: 'Ends the session that makes the request.' })
  @ApiNoContentResponse({ description: 'The session has ended.' })
  async signOut(
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    if (caller.sessionId === undefined) throw notFound('session');
    await this.service.end(caller, caller.sessionId);
    this.answer.ended(reply);
  }

  @Delete(':id')
  @HttpCode(204)
  @RequireUser()
  @ApiOperation({
    summary: 'End one of your sessions',
    description: 'The browser of that session has to sign in again. A session of another user is not found.',
  })
  @ApiNoContentResponse({ description: 'The session has ended.' })
  async end(
    @CurrentCaller() caller: Caller,
    @Id('session') id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    await this.service.end(caller, id);
    if (id === caller.sessionId) this.answer.ended(reply);
  }
}
