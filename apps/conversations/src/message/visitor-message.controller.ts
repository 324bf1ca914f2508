import type { Page } from '@flowforge/postgres/page';
import { WorkspaceDatabase } from '@flowforge/postgres/workspace-database';
import { Id } from '@flowforge/service-kit/http/id';
import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { RateLimited } from '../rate-limit/rate-limit.guard.js';
import type { Visitor } from '../tenant-resolver/tenant-resolver.store.js';
import { CurrentVisitor, ForVisitor, notThisConversation } from '../visitor/visitor.guard.js';
import {
  MessageDto,
  messageListDto,
  MessageListDto,
  MessageListQueryDto,
  positionOf,
} from './message.dto.js';
import { messagePage } from './message-page.js';
import { MessageStore } from './message.store.js';

@ApiTags('chat')
@Controller('v1/chat/conversations/:id/messages')
export class VisitorMessageController {
  constructor(
    @Inject(WorkspaceDatabase) private readonly database: WorkspaceDatabase,
    @Inject(MessageStore) private readonly messages: MessageStore,
  ) {}

  @Get()
  @ForVisitor()
  @RateLimited()
  @ApiOperation({
    summary: 'Read the messages of the conversation, oldest first',
    description:
      'Works after the end of the conversation too. To poll for new messages, send the `seq` of the last known one as `after_seq`.',
  })
  @ApiOkResponse({ type: MessageListDto })
  async list(
    @CurrentVisitor() { workspaceId, conversationId }: Visitor,
    @Id('conversation', 'id', notThisConversation()) _id: string,
    @Query() query: MessageListQueryDto,
  ): Promise<Page<MessageDto>> {
    const { after, limit } = positionOf(query, { workspaceId, conversationId });
    const found = await this.database.transaction(workspaceId, (tx) =>
      this.messages.after(tx, conversationId, after, limit + 1),
    );
    return messageListDto(messagePage({ workspaceId, conversationId }, found, limit));
  }
}
