import { CurrentCaller, RequireScope } from '@flowforge/service-kit/auth/caller.guard';
import { actorOf } from '@flowforge/service-kit/auth/audit-actor';
import type { Caller } from '@flowforge/service-kit/auth/caller';
import { ApiProblems } from '@flowforge/service-kit/http/api-problems';
import { Id } from '@flowforge/service-kit/http/id';
import { Traceparent } from '@flowforge/service-kit/http/traceparent';
import type { IdempotencyRequest } from '@flowforge/service-kit/idempotency/idempotency';
import { ApiIdempotencyKey, Idempotency } from '@flowforge/service-kit/idempotency/idempotent.decorator';
import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { conversationSlow, tooManyWait } from '../conversation/conversation-transactions.service.js';
import { CloseConversationDto, ClosedConversationDto } from './close-conversation.dto.js';
import { CloseConversationService } from './close-conversation.service.js';

@ApiTags('conversations')
@Controller('v1/conversations/:id/close')
export class AgentCloseController {
  constructor(@Inject(CloseConversationService) private readonly service: CloseConversationService) {}

  @Post()
  @HttpCode(200)
  @RequireScope('conversations:write')
  @ApiOperation({
    summary: 'End a conversation as the business',
    description: 'Ending it again gives the same answer.',
  })
  @ApiIdempotencyKey()
  @ApiOkResponse({ type: ClosedConversationDto })
  @ApiProblems(tooManyWait(), conversationSlow())
  async close(
    @CurrentCaller() caller: Caller,
    @Id('conversation') id: string,
    @Idempotency() request: IdempotencyRequest,
    @Traceparent() traceparent: string | undefined,
    @Body() _body: CloseConversationDto,
  ): Promise<ClosedConversationDto> {
    const answer = await this.service.close(caller, request, {
      conversationId: id,
      reason: 'agent',
      actor: actorOf(caller),
      traceparent,
    });
    return answer.body;
  }
}
