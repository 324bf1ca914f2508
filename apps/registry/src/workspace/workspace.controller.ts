import { WorkspaceDatabase } from '@flowforge/postgres/workspace-database';
import { CurrentCaller, RequireScope } from '@flowforge/service-kit/auth/caller.guard';
import type { Caller } from '@flowforge/service-kit/auth/caller';
import { ETAG_HEADER } from '@flowforge/service-kit/http/entity-tag';
import { entityTag } from '@flowforge/service-kit/http/expected-revisions';
import { notFound } from '@flowforge/service-kit/http/problem';
import { Controller, Get, Inject, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { workspaceDto, WorkspaceDto } from './workspace.dto.js';
import { WorkspaceStore } from './workspace.store.js';

@ApiTags('workspace')
@Controller('v1/workspace')
export class WorkspaceController {
  constructor(
    @Inject(WorkspaceDatabase) private readonly database: WorkspaceDatabase,
    @Inject(WorkspaceStore) private readonly workspaces: WorkspaceStore,
  ) {}

  @Get()
  @RequireScope('workspace:read')
  @ApiOperation({ summary: 'Read the workspace of the api key' })
  @ApiOkResponse({ description: 'The workspace.', type: WorkspaceDto, headers: ETAG_HEADER })
  async read(
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<WorkspaceDto> {
    const workspace = await this.database.transaction(caller.workspaceId, (tx) => this.workspaces.find(tx));
    if (!workspace) throw notFound('workspace');
    reply.header('etag', entityTag(workspace.revision));
    return workspaceDto(workspace);
  }
}
