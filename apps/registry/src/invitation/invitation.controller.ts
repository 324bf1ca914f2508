import type { Page } from '@flowforge/postgres/page';
import { WorkspaceDatabase } from '@flowforge/postgres/workspace-database';
import { CurrentCaller, RequireScope } from '@flowforge/service-kit/auth/caller.guard';
import type { Caller } from '@flowforge/service-kit/auth/caller';
import { Id } from '@flowforge/service-kit/http/id';
import { ListQueryDto, pageOf } from '@flowforge/service-kit/http/list.dto';
import { notFound } from '@flowforge/service-kit/http/problem';
import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { InvitationDto, invitationDto, InvitationListDto } from './invitation.dto.js';
import { InvitationStore } from './invitation.store.js';

@ApiTags('members')
@Controller('v1/invitations')
export class InvitationController {
  constructor(
    @Inject(WorkspaceDatabase) private readonly database: WorkspaceDatabase,
    @Inject(InvitationStore) private readonly invitations: InvitationStore,
  ) {}

  @Get()
  @RequireScope('workspace:read')
  @ApiOperation({
    summary: 'List the invitations of the workspace, newest first',
    description: 'Only those that can still be accepted. The tokens are never returned.',
  })
  @ApiOkResponse({ description: 'A page of invitations.', type: InvitationListDto })
  list(@CurrentCaller() caller: Caller, @Query() query: ListQueryDto): Promise<Page<InvitationDto>> {
    return this.database.transaction(caller.workspaceId, async (tx) => {
      const { items, next_cursor } = await this.invitations.list(tx, pageOf(query));
      return { items: items.map(invitationDto), next_cursor };
    });
  }

  @Get(':id')
  @RequireScope('workspace:read')
  @ApiOperation({
    summary: 'Read an invitation',
    description: '404 when it was accepted or deleted, or has expired.',
  })
  @ApiOkResponse({ description: 'The invitation.', type: InvitationDto })
  read(@CurrentCaller() caller: Caller, @Id('invitation') id: string): Promise<InvitationDto> {
    return this.database.transaction(caller.workspaceId, async (tx) => {
      const invitation = await this.invitations.find(tx, id);
      if (!invitation) throw notFound('invitation');
      return invitationDto(invitation);
    });
  }
}
