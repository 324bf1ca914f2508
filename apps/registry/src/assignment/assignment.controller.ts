import type { Page } from '@flowforge/postgres/page';
import { WorkspaceDatabase } from '@flowforge/postgres/workspace-database';
import { CurrentCaller, RequireScope } from '@flowforge/service-kit/auth/caller.guard';
import type { Caller } from '@flowforge/service-kit/auth/caller';
import { Id } from '@flowforge/service-kit/http/id';
import { pageOf } from '@flowforge/service-kit/http/list.dto';
import { notFound } from '@flowforge/service-kit/http/problem';
import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { AssignmentDto, AssignmentListDto, AssignmentQueryDto, assignmentDto } from './assignment.dto.js';
import { AssignmentStore } from './assignment.store.js';

@ApiTags('assignments')
@Controller('v1/assignments')
export class AssignmentController {
  constructor(
    @Inject(WorkspaceDatabase) private readonly database: WorkspaceDatabase,
    @Inject(AssignmentStore) private readonly assignments: AssignmentStore,
  ) {}

  @Get()
  @RequireScope('webhooks:read')
  @ApiOperation({
    summary: 'List assignments, newest first',
    description: 'Ended assignments are not listed.',
  })
  @ApiOkResponse({ description: 'A page of assignments.', type: AssignmentListDto })
  async list(
    @CurrentCaller() caller: Caller,
    @Query() query: AssignmentQueryDto,
  ): Promise<Page<AssignmentDto>> {
    const filter = { webhookId: query.webhook_id, assistantId: query.assistant_id, formId: query.form_id };
    return this.database.transaction(caller.workspaceId, async (tx) => {
      const { items, next_cursor } = await this.assignments.list(tx, filter, pageOf(query));
      return { items: items.map(assignmentDto), next_cursor };
    });
  }

  @Get(':id')
  @RequireScope('webhooks:read')
  @ApiOperation({ summary: 'Read an assignment', description: '404 for an assignment that has ended.' })
  @ApiOkResponse({ description: 'The assignment.', type: AssignmentDto })
  read(@CurrentCaller() caller: Caller, @Id('assignment') id: string): Promise<AssignmentDto> {
    return this.database.transaction(caller.workspaceId, async (tx) => {
      const assignment = await this.assignments.find(tx, id);
      if (!assignment) throw notFound('assignment');
      return assignmentDto(assignment);
    });
  }
}
