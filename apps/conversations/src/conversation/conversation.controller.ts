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
  ConversationDto,
  conversationDto,
  ConversationListDto,
  ConversationQueryDto,
} from './conversation.dto.js';
import { timeRangeOf } from '../time-range/time-range.dto.js';
import { ConversationStore } from './conversation.store.js';

@ApiTags('conversations')
@RequireScope('conversations:read')
@Controller('v1/conversations')
export class ConversationController {
  constructor(
    @Inject(WorkspaceDatabase) private readonly database: WorkspaceDatabase,
    @Inject(ConversationStore) private readonly store: ConversationStore,
  ) {}

  @Get()
  @ApiOperation({
    summary: 'List conversations, newest first',
    description: 'In the order of their start.',
  })
  @ApiOkResponse({ type: ConversationListDto })
  async list(
    @CurrentCaller() caller: Caller,
    @Query() query: ConversationQueryDto,
  ): Promise<Page<ConversationDto>> {
    const filters = {
      assistantId: query.assistant_id,
      widgetId: query.widget_id,
      contactId: query.contact_id,
      status: query.status,
      has: query.has,
      started: timeRangeOf(query),
    };
    const page = await this.database.transaction(caller.workspaceId, (tx) =>
      this.store.list(tx, pageOf(query), filters),
    );
    return { items: page.items.map(conversationDto), next_cursor: page.next_cursor };
  }

  @Get(':id')
  @ApiOperation({ summary: 'Read a conversation' })
  @ApiOkResponse({ type: ConversationDto })
  async read(@CurrentCaller() caller: Caller, @Id('conversation') id: string): Promise<ConversationDto> {
    const found = await this.database.transaction(caller.workspaceId, (tx) => this.store.summary(tx, id));
    if (!found) throw notFound('conversation');
    return conversationDto(found);
  }
}
