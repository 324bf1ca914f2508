import { Id } from '@flowforge/service-kit/http/id';
import { Traceparent } from '@flowforge/service-kit/http/traceparent';
import type { IdempotencyRequest } from '@flowforge/service-kit/idempotency/idempotency';
import { ApiIdempotencyKey, Idempotency } from '@flowforge/service-kit/idempotency/idempotent.decorator';
import { ApiProblems } from '@flowforge/service-kit/http/api-problems';
import { Body, Controller, Inject, Post, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { conversationSlow, tooManyWait } from '../conversation/conversation-transactions.service.js';
import { conversationClosed } from '../conversation/require-open.js';
import { RateLimited } from '../rate-limit/rate-limit.guard.js';
import { CurrentVisitor, ForVisitor, notThisConversation } from '../visitor/visitor.guard.js';
import type { Visitor } from '../tenant-resolver/tenant-resolver.store.js';
import { SubmitFormDto, SubmittedFormDto } from './submit-form.dto.js';
import { SubmitFormService } from './submit-form.service.js';

@ApiTags('chat')
@Controller('v1/chat/conversations/:id/forms/:form_id')
export class SubmitFormController {
  constructor(@Inject(SubmitFormService) private readonly service: SubmitFormService) {}

  @Post()
  @ForVisitor()
  @RateLimited()
  @ApiOperation({
    summary: 'Submit a form',
    description:
      'Accepts any form of the assistant, offered or not, any number of times while the conversation is open. Each submission is one captured form, but an offer is answered once.',
  })
  @ApiIdempotencyKey()
  @ApiCreatedResponse({ type: SubmittedFormDto })
  @ApiProblems(conversationClosed(), tooManyWait(), conversationSlow())
  async submit(
    @CurrentVisitor() visitor: Visitor,
    @Id('conversation', 'id', notThisConversation()) _id: string,
    @Id('form', 'form_id') formId: string,
    @Idempotency() request: IdempotencyRequest,
    @Traceparent() traceparent: string | undefined,
    @Body() body: SubmitFormDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SubmittedFormDto> {
    const answer = await this.service.submit(visitor, request, {
      formId,
      formInstanceId: body.form_instance_id,
      fieldValues: body.field_values,
      traceparent,
    });
    reply.status(answer.status);
    return answer.body;
  }
}
