import type { Page } from '@flowforge/postgres/page';
import { WorkspaceDatabase } from '@flowforge/postgres/workspace-database';
import { CurrentCaller, RequireScope } from '@flowforge/service-kit/auth/caller.guard';
import type { Caller } from '@flowforge/service-kit/auth/caller';
import { pageOf } from '@flowforge/service-kit/http/list.dto';
import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type AuditEntryDto, auditEntryDto, AuditLogDto, ListAuditLogQueryDto } from './audit-log.dto.js';
import { AuditLogStore } from './audit-log.store.js';

@ApiTags('audit log')
@Controller('v1/audit-log')
export class AuditLogController {
  constructor(
    @Inject(WorkspaceDatabase) private readonly database: WorkspaceDatabase,
    @Inject(AuditLogStore) private readonly auditLog: AuditLogStore,
  ) {}

  @Get()
  @RequireScope('audit_log:read')
  @ApiOperation({
    summary: 'Read the audit log of the workspace, newest first',
    description:
      'Who signed in, and what users and api keys have changed, exported, sent again or closed. Reading is not recorded, and neither is what visitors do. Entries are deleted after a year, unless the operator has set another time.',
  })
  @ApiOkResponse({ description: 'A page of the audit log.', type: AuditLogDto })
  list(@CurrentCaller() caller: Caller, @Query() query: ListAuditLogQueryDto): Promise<Page<AuditEntryDto>> {
    return this.database.transaction(caller.workspaceId, async (tx) => {
      const { items, next_cursor } = await this.auditLog.list(tx, query, pageOf(query));
      return { items: items.map(auditEntryDto), next_cursor };
    });
  }
}
