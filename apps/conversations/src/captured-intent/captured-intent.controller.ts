import type { Page } from '@flowforge/postgres/page';
import { WorkspaceDatabase } from '@flowforge/postgres/workspace-database';
import { CurrentCaller, RequireScope } from '@flowforge/service-kit/auth/caller.guard';
import type { Caller } from '@flowforge/service-kit/auth/caller';
import { Id } from '@flowforge/service-kit/http/id';
import { pageOf } from '@flowforge/service-kit/http/list.dto';
import { notFound } from '@flowforge/service-kit/http/problem';
import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import {
  CapturedIntentDto,
  capturedIntentDto,
  CapturedIntentListDto,
  CapturedIntentQueryDto,
} from './captured-intent.dto.js';
import { timeRangeOf } from '../time-range/time-range.dto.js';
import { CapturedIntentStore } from './captured-intent.store.js';

@ApiTags('captured-intents')
@RequireScope('conversations:read')
@Controller('v1/captured-intents')
export class CapturedIntentController {
  constructor(
    @Inject(WorkspaceDatabase) private readonly database: WorkspaceDatabase,
    @Inject(CapturedIntentStore) private readonly store: CapturedIntentStore,
  ) {}

  @Get()
  @ApiOperation({ summary: 'List captured intents, newest first' })
  @ApiOkResponse({ type: CapturedIntentListDto })
  async list(
    @CurrentCaller() caller: Caller,
    @Query() query: CapturedIntentQueryDto,
  ): Promise<Page<CapturedIntentDto>> {
    const filters = {
      intentId: query.intent_id,
      conversationId: query.conversation_id,
      assistantId: query.assistant_id,
      widgetId: query.widget_id,
      created: timeRangeOf(query),
    };
    const page = await this.database.transaction(caller.workspaceId, (tx) =>
      this.store.list(tx, pageOf(query), filters),
    );
    return { items: page.items.map(capturedIntentDto), next_cursor: page.next_cursor };
  }

  @Get(':id')
  @ApiOperation({ summary: 'Read a captured intent' })
  @ApiOkResponse({ type: CapturedIntentDto })
  async read(@CurrentCaller() caller: Caller, @Id('captured intent') id: string): Promise<CapturedIntentDto> {
    const found = await this.database.transaction(caller.workspaceId, (tx) => this.store.find(tx, id));
    if (!found) throw notFound('captured intent');
    return capturedIntentDto(found);
  }
}
