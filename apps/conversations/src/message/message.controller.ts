import type { Page } from '@flowforge/postgres/page';
import { WorkspaceDatabase } from '@flowforge/postgres/workspace-database';
import { CurrentCaller, RequireScope } from '@flowforge/service-kit/auth/caller.guard';
import type { Caller } from '@flowforge/service-kit/auth/caller';
import { Id } from '@flowforge/service-kit/http/id';
import { notFound } from '@flowforge/service-kit/http/problem';
import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ConversationStore } from '../conversation/conversation.store.js';
import {
  MessageDto,
  messageListDto,
  MessageListDto,
  MessageListQueryDto,
  positionOf,
} from './message.dto.js';
import { messagePage } from './message-page.js';
import { MessageStore } from './message.store.js';

@ApiTags('conversations')
@RequireScope('conversations:read')
@Controller('v1/conversations/:id/messages')
export class MessageController {
  constructor(
    @Inject(WorkspaceDatabase) private readonly database: WorkspaceDatabase,
    @Inject(ConversationStore) private readonly conversations: ConversationStore,
    @Inject(MessageStore) private readonly messages: MessageStore,
  ) {}

  @Get()
  @ApiOperation({ summary: 'List the messages of a conversation, oldest first' })
  @ApiOkResponse({ type: MessageListDto })
  async list(
    @CurrentCaller() caller: Caller,
    @Id('conversation') id: string,
    @Query() query: MessageListQueryDto,
  ): Promise<Page<MessageDto>> {
    const list = { workspaceId: caller.workspaceId, conversationId: id };
    const { after, limit } = positionOf(query, list);
    const found = await this.database.transaction(caller.workspaceId, async (tx) => {
      const conversation = await this.conversations.find(tx, id);
      return conversation ? this.messages.after(tx, id, after, limit + 1) : null;
    });
    if (!found) throw notFound('conversation');
    return messageListDto(messagePage(list, found, limit));
  }
}
