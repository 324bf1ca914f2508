import type { Page } from '@flowforge/postgres/page';
import { CurrentCaller, RequireScope } from '@flowforge/service-kit/auth/api-key.guard';
import type { Caller } from '@flowforge/service-kit/auth/caller';
import { Id } from '@flowforge/service-kit/http/id';
import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { AssignmentDto } from '../assignment/assignment.dto.js';
import { AssignmentListDto, AssignmentQueryDto } from './read-assignments.dto.js';
import { ReadAssignmentsService } from './read-assignments.service.js';

@ApiTags('assignments')
@Controller('v1/assignments')
export class ReadAssignmentsController {
  constructor(@Inject(ReadAssignmentsService) private readonly service: ReadAssignmentsService) {}

  @Get()
  @RequireScope('webhooks:read')
  @ApiOperation({ summary: 'List assignments, newest first' })
  @ApiOkResponse({ description: 'A page of assignments.', type: AssignmentListDto })
  list(@CurrentCaller() caller: Caller, @Query() query: AssignmentQueryDto): Promise<Page<AssignmentDto>> {
    return this.service.list(caller.workspaceId, query);
  }

  @Get(':id')
  @RequireScope('webhooks:read')
  @ApiOperation({ summary: 'Read an assignment' })
  @ApiOkResponse({ description: 'The assignment.', type: AssignmentDto })
  read(@CurrentCaller() caller: Caller, @Id('assignment') id: string): Promise<AssignmentDto> {
    return this.service.read(caller.workspaceId, id);
  }
}
