import { CurrentCaller, RequireScope } from '@flowforge/service-kit/auth/api-key.guard';
import type { Caller } from '@flowforge/service-kit/auth/caller';
import { entityTag, ETAG_HEADER } from '@flowforge/service-kit/http/entity-tag';
import { Controller, Get, Inject, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { WorkspaceDto } from '../workspace/workspace.dto.js';
import { ReadWorkspaceService } from './read-workspace.service.js';

@ApiTags('workspace')
@Controller('v1/workspace')
export class ReadWorkspaceController {
  constructor(@Inject(ReadWorkspaceService) private readonly service: ReadWorkspaceService) {}

  @Get()
  @RequireScope('workspace:read')
  @ApiOperation({ summary: 'Read the workspace of the api key' })
  @ApiOkResponse({ description: 'The workspace.', type: WorkspaceDto, headers: ETAG_HEADER })
  async read(
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<WorkspaceDto> {
    const workspace = await this.service.read(caller.workspaceId);
    reply.header('etag', entityTag(workspace.revision));
    return workspace;
  }
}
