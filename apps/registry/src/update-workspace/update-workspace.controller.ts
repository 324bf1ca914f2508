import { CurrentCaller, RequireScope } from '@flowforge/service-kit/auth/caller.guard';
import type { Caller } from '@flowforge/service-kit/auth/caller';
import { ApiIfMatch, ETAG_HEADER, IfMatch } from '@flowforge/service-kit/http/entity-tag';
import { entityTag, type ExpectedRevisions } from '@flowforge/service-kit/http/expected-revisions';
import { Body, Controller, Inject, Patch, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { WorkspaceDto } from '../workspace/workspace.dto.js';
import { UpdateWorkspaceDto } from './update-workspace.dto.js';
import { UpdateWorkspaceService } from './update-workspace.service.js';

@ApiTags('workspace')
@Controller('v1/workspace')
export class UpdateWorkspaceController {
  constructor(@Inject(UpdateWorkspaceService) private readonly service: UpdateWorkspaceService) {}

  @Patch()
  @RequireScope('workspace:write')
  @ApiOperation({
    summary: 'Change the workspace of the api key',
    description: 'A field that is missing keeps its value.',
  })
  @ApiIfMatch()
  @ApiOkResponse({ description: 'The workspace after the change.', type: WorkspaceDto, headers: ETAG_HEADER })
  async update(
    @CurrentCaller() caller: Caller,
    @IfMatch() expectedRevisions: ExpectedRevisions,
    @Body() body: UpdateWorkspaceDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<WorkspaceDto> {
    const workspace = await this.service.update(caller, expectedRevisions, body);
    reply.header('etag', entityTag(workspace.revision));
    return workspace;
  }
}
