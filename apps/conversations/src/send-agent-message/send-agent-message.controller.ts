import { CurrentCaller, RequireScope } from '@flowforge/service-kit/auth/caller.guard';
import type { Caller } from '@flowforge/service-kit/auth/caller';
import { ApiProblems } from '@flowforge/service-kit/http/api-problems';
import { Id } from '@flowforge/service-kit/http/id';
import type { IdempotencyRequest } from '@flowforge/service-kit/idempotency/idempotency';
import { ApiIdempotencyKey, Idempotency } from '@flowforge/service-kit/idempotency/idempotent.decorator';
import { Body, Controller, Inject, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { conversationSlow, tooManyWait } from '../conversation/conversation-transactions.service.js';
import { conversationClosed, conversationFull } from '../conversation/require-open.js';
import { MessageDto } from '../message/message.dto.js';
import { SendAgentMessageDto } from './send-agent-message.dto.js';
import { SendAgentMessageService } from './send-agent-message.service.js';

@ApiTags('conversations')
@Controller('v1/conversations/:id/messages')
export class SendAgentMessageController {
  constructor(@Inject(SendAgentMessageService) private readonly service: SendAgentMessageService) {}

  @Post()
  @RequireScope('conversations:write')
  @ApiOperation({
    summary: 'Write to the visitor as a person of the business',
    description:
      'The message has the role `agent`. For 10 minutes after it the assistant sends no reply and offers no form, so that it does not ' +
      'interrupt; it still captures intents, and the visitor can still submit forms. Each further message starts the 10 minutes again. ' +
      'After the end of the conversation: 409 `conversation_closed`.',
  })
  @ApiIdempotencyKey()
  @ApiCreatedResponse({ type: MessageDto })
  @ApiProblems(conversationClosed(), conversationFull(), tooManyWait(), conversationSlow())
  async send(
    @CurrentCaller() caller: Caller,
    @Id('conversation') id: string,
    @Idempotency() request: IdempotencyRequest,
    @Body() body: SendAgentMessageDto,
  ): Promise<MessageDto> {
    const answer = await this.service.send(caller, request, id, body.text);
    return answer.body;
  }
}
