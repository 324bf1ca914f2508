import { Database } from '@flowforge/postgres/database';
import { CurrentCaller, RequireUser } from '@flowforge/service-kit/auth/caller.guard';
import type { Caller } from '@flowforge/service-kit/auth/caller';
import { notFound } from '@flowforge/service-kit/http/problem';
import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { SessionDto, sessionDto, SessionListDto } from './session.dto.js';
import { SessionStore } from './session.store.js';

@ApiTags('sessions')
@Controller('v1/sessions')
export class SessionController {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(SessionStore) private readonly sessions: SessionStore,
  ) {}

  @Get()
  @RequireUser()
  @ApiOperation({
    summary: 'List your sessions, newest first',
    description: 'All sessions of the user who makes the request, in all workspaces.',
  })
  @ApiOkResponse({ description: 'The sessions.', type: SessionListDto })
  async list(@CurrentCaller() caller: Caller): Promise<SessionListDto> {
    const sessions = await this.sessions.list(this.database, caller.principal.id);
    const { lifetime } = this.sessions;
    return {
      items: sessions.map((session) => sessionDto(session, lifetime, caller.sessionId)),
      next_cursor: null,
    };
  }

  @Get('current')
  @RequireUser()
  @ApiOperation({
    summary: 'Read the session that makes the request',
    description: 'Who you are, in which workspace, and what your role allows.',
  })
  @ApiOkResponse({ description: 'The session.', type: SessionDto })
  async current(@CurrentCaller() caller: Caller): Promise<SessionDto> {
    const { principal, sessionId } = caller;
    const session = sessionId && (await this.sessions.find(this.database, principal.id, sessionId));
    if (!session) throw notFound('session');
    return sessionDto(session, this.sessions.lifetime, sessionId);
  }
}
