import { notFound, Problem } from '@flowforge/service-kit/http/problem';
import type { IdempotencyRequest } from '@flowforge/service-kit/idempotency/idempotency';
import { ApiIdempotencyKey, Idempotency } from '@flowforge/service-kit/idempotency/idempotent.decorator';
import { ApiProblems } from '@flowforge/service-kit/http/api-problems';
import { Body, Controller, Headers, Inject, Post, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { RateLimited } from '../rate-limit/rate-limit.guard.js';
import { StartConversationDto, StartedConversationDto } from './start-conversation.dto.js';
import { StartConversationService } from './start-conversation.service.js';

@ApiTags('chat')
@Controller('v1/chat/conversations')
export class StartConversationController {
  constructor(@Inject(StartConversationService) private readonly service: StartConversationService) {}

  @Post()
  @RateLimited()
  @ApiOperation({
    summary: 'Start a conversation',
    description: 'Open to every visitor. From a page, its origin must be one that the widget allows.',
  })
  @ApiIdempotencyKey()
  @ApiCreatedResponse({ type: StartedConversationDto })
  @ApiProblems(
    new Problem(403, 'origin_not_allowed', 'Pages of this origin may not use this widget.'),
    notFound('widget'),
  )
  async start(
    @Idempotency() request: IdempotencyRequest,
    @Headers('origin') origin: string | undefined,
    @Headers('user-agent') userAgent: string | undefined,
    @Body() body: StartConversationDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StartedConversationDto> {
    const answer = await this.service.start(body, { origin, userAgent, request });
    reply.status(answer.status).header('cache-control', 'no-store');
    return answer.body;
  }
}
