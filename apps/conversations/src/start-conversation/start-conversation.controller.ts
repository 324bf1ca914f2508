import { notFound } from '@flowforge/service-kit/http/problem';
import type { IdempotencyRequest } from '@flowforge/service-kit/idempotency/idempotency';
import { ApiIdempotencyKey, Idempotency } from '@flowforge/service-kit/idempotency/idempotent.decorator';
import { ApiProblems } from '@flowforge/service-kit/http/api-problems';
import { Body, Controller, Headers, Inject, Post, Req, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { originNotAllowed, requireAllowedOrigin } from '../page-origin/page-origin.guard.js';
import { RateLimited } from '../rate-limit/rate-limit.guard.js';
import { TenantResolver } from '../tenant-resolver/tenant-resolver.store.js';
import { deviceTypeOf } from './device-type.js';
import { StartConversationDto, StartedConversationDto } from './start-conversation.dto.js';
import { StartConversationService } from './start-conversation.service.js';

@ApiTags('chat')
@Controller('v1/chat/conversations')
export class StartConversationController {
  constructor(
    @Inject(TenantResolver) private readonly tenants: TenantResolver,
    @Inject(StartConversationService) private readonly service: StartConversationService,
  ) {}

  @Post()
  @RateLimited()
  @ApiOperation({
    summary: 'Start a conversation',
    description:
      'Needs no authentication. A request from a page is accepted if the widget allows the origin of the page; a request without `Origin` is always accepted.',
  })
  @ApiIdempotencyKey()
  @ApiCreatedResponse({ type: StartedConversationDto })
  @ApiProblems(originNotAllowed(), notFound('widget'))
  async start(
    @Idempotency() idempotency: IdempotencyRequest,
    @Headers('user-agent') userAgent: string | undefined,
    @Req() request: FastifyRequest,
    @Body() body: StartConversationDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StartedConversationDto> {
    const widget = await this.tenants.ofWidget(body.widget_id);
    if (widget === null) throw notFound('widget');
    requireAllowedOrigin(request, widget.allowedOrigins);
    const answer = await this.service.start(widget.workspaceId, idempotency, {
      widgetId: body.widget_id,
      deviceType: body.device_type ?? deviceTypeOf(userAgent),
      attributes: body.attributes ?? {},
    });
    reply.status(answer.status).header('cache-control', 'no-store');
    return answer.body;
  }
}
