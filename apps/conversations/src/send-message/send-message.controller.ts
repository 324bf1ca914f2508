import { Id } from '@flowforge/service-kit/http/id';
import { Traceparent } from '@flowforge/service-kit/http/traceparent';
import type { IdempotencyRequest } from '@flowforge/service-kit/idempotency/idempotency';
import { ApiIdempotencyKey, Idempotency } from '@flowforge/service-kit/idempotency/idempotent.decorator';
import { ApiProblems } from '@flowforge/service-kit/http/api-problems';
import { Body, Controller, Inject, Post, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { conversationSlow, tooManyWait } from '../conversation/conversation-transactions.service.js';
import { conversationClosed, conversationFull } from '../conversation/require-open.js';
import { RateLimited } from '../rate-limit/rate-limit.guard.js';
import { CurrentVisitor, ForVisitor, notThisConversation } from '../visitor/visitor.guard.js';
import type { Visitor } from '../tenant-resolver/tenant-resolver.store.js';
import { SendMessageDto, TurnDto } from './send-message.dto.js';
import { SendMessageService } from './send-message.service.js';

@ApiTags('chat')
@Controller('v1/chat/conversations/:id/messages')
export class SendMessageController {
  constructor(@Inject(SendMessageService) private readonly service: SendMessageService) {}

  @Post()
  @ForVisitor()
  @RateLimited()
  @ApiOperation({
    summary: 'Send a message and get the replies',
    description:
      'An intent is captured when it is recognised for the first time in the conversation. There is no reply, and no offered form, in the ' +
      '10 minutes after a message of a person of the business. After the end: 409 `conversation_closed`. ' +
      'To send a message again after a failure, repeat its `client_id` and its text, however late: it is stored once, and the first answer comes again.',
  })
  @ApiIdempotencyKey()
  @ApiCreatedResponse({ type: TurnDto })
  @ApiProblems(conversationClosed(), conversationFull(), tooManyWait(), conversationSlow())
  async send(
    @CurrentVisitor() visitor: Visitor,
    @Id('conversation', 'id', notThisConversation()) _id: string,
    @Idempotency() request: IdempotencyRequest,
    @Traceparent() traceparent: string | undefined,
    @Body() body: SendMessageDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<TurnDto> {
    const command = { text: body.text, clientId: body.client_id ?? null, traceparent };
    const answer = await this.service.send(visitor, request, command);
    reply.status(answer.status);
    return answer.body;
  }
}
