import { CurrentCaller, RequireScope } from '@flowforge/service-kit/auth/caller.guard';
import type { Caller } from '@flowforge/service-kit/auth/caller';
import { Id } from '@flowforge/service-kit/http/id';
import { pageOf } from '@flowforge/service-kit/http/list.dto';
import { notFound } from '@flowforge/service-kit/http/problem';
import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ListRecoveriesQueryDto, recoveryDto, RecoveryDto, RecoveryListDto } from './recovery.dto.js';
import { RecoveryStore } from './recovery.store.js';

@ApiTags('recoveries')
@RequireScope('deliveries:read')
@Controller('v1/recoveries')
export class RecoveryController {
  constructor(@Inject(RecoveryStore) private readonly recoveries: RecoveryStore) {}

  @Get()
  @ApiOperation({
    summary: 'List recoveries, newest first',
    description: 'Recoveries that run, and those that ended within the last 30 days, by default.',
  })
  @ApiOkResponse({ type: RecoveryListDto })
  async list(
    @CurrentCaller() caller: Caller,
    @Query() query: ListRecoveriesQueryDto,
  ): Promise<RecoveryListDto> {
    const page = await this.recoveries.list(caller.workspaceId, query.webhook_id, pageOf(query));
    return { items: page.items.map(recoveryDto), next_cursor: page.next_cursor };
  }

  @Get(':id')
  @ApiOperation({
    summary: 'Read a recovery and its progress',
    description: 'Returns the recovery. 404 when the workspace has no recovery of this id.',
  })
  @ApiOkResponse({ type: RecoveryDto })
  async read(@CurrentCaller() caller: Caller, @Id('recovery') id: string): Promise<RecoveryDto> {
    const found = await this.recoveries.find(caller.workspaceId, id);
    if (!found) throw notFound('recovery');
    return recoveryDto(found);
  }
}
