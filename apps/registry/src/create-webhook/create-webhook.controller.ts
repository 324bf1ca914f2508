import { CurrentCaller, RequireScope } from '@flowforge/service-kit/auth/caller.guard';
import type { Caller } from '@flowforge/service-kit/auth/caller';
import { ETAG_HEADER } from '@flowforge/service-kit/http/entity-tag';
import { entityTag } from '@flowforge/service-kit/http/expected-revisions';
import type { IdempotencyRequest } from '@flowforge/service-kit/idempotency/idempotency';
import { ApiIdempotencyKey, Idempotency } from '@flowforge/service-kit/idempotency/idempotent.decorator';
import { Body, Controller, Inject, Post, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { CreatedWebhookDto, CreateWebhookDto } from './create-webhook.dto.js';
import { CreateWebhookService } from './create-webhook.service.js';

@ApiTags('webhooks')
@Controller('v1/webhooks')
export class CreateWebhookController {
  constructor(@Inject(CreateWebhookService) private readonly service: CreateWebhookService) {}

  @Post()
  @RequireScope('webhooks:write')
  @ApiOperation({
    summary: 'Create a webhook',
    description:
      'Only this response contains the signing secret. Events are sent after the webhook is assigned to an assistant or a form (`POST /v1/assignments`).',
  })
  @ApiIdempotencyKey()
  @ApiCreatedResponse({
    description: 'The new webhook with its signing secret.',
    type: CreatedWebhookDto,
    headers: ETAG_HEADER,
  })
  async create(
    @CurrentCaller() caller: Caller,
    @Idempotency() request: IdempotencyRequest,
    @Body() body: CreateWebhookDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CreatedWebhookDto> {
    const { event_types: eventTypes, payload_version: payloadVersion, rate_limit, ...rest } = body;
    const rateLimit = rate_limit && { limit: rate_limit.limit, per: rate_limit.per };
    const answer = await this.service.create(caller, request, {
      ...rest,
      eventTypes,
      payloadVersion,
      rateLimit,
    });
    reply.status(answer.status).header('etag', entityTag(answer.body.revision));
    return answer.body;
  }
}
