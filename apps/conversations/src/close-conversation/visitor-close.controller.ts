import { ApiProblems } from '@flowforge/service-kit/http/api-problems';
import { Id } from '@flowforge/service-kit/http/id';
import { Traceparent } from '@flowforge/service-kit/http/traceparent';
import type { IdempotencyRequest } from '@flowforge/service-kit/idempotency/idempotency';
import { ApiIdempotencyKey, Idempotency } from '@flowforge/service-kit/idempotency/idempotent.decorator';
import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { RateLimited } from '../rate-limit/rate-limit.guard.js';
import { visitorPrincipal } from '../visitor/visitor-principal.js';
import { CurrentVisitor, ForVisitor, notThisConversation } from '../visitor/visitor.guard.js';
import type { Visitor } from '../tenant-resolver/tenant-resolver.store.js';
import { conversationSlow, tooManyWait } from '../conversation/conversation-transactions.service.js';
import { CloseConversationDto, ClosedConversationDto } from './close-conversation.dto.js';
import { CloseConversationService } from './close-conversation.service.js';

@ApiTags('chat')
@Controller('v1/chat/conversations/:id/close')
export class VisitorCloseController {
  constructor(@Inject(CloseConversationService) private readonly service: CloseConversationService) {}

  @Post()
  @HttpCode(200)
  @ForVisitor()
  @RateLimited()
  @ApiOperation({ summary: 'End the conversation', description: 'Ending it again gives the same answer.' })
  @ApiIdempotencyKey()
  @ApiOkResponse({ type: ClosedConversationDto })
  @ApiProblems(tooManyWait(), conversationSlow())
  async close(
    @CurrentVisitor() visitor: Visitor,
    @Id('conversation', 'id', notThisConversation()) _id: string,
    @Idempotency() request: IdempotencyRequest,
    @Traceparent() traceparent: string | undefined,
    @Body() _body: CloseConversationDto,
  ): Promise<ClosedConversationDto> {
    const { workspaceId, conversationId } = visitor;
    const principal = visitorPrincipal(visitor);
    const command = { conversationId, reason: 'visitor' as const, actor: null, traceparent };
    const answer = await this.service.close({ workspaceId, principal }, request, command);
    return answer.body;
  }
}
