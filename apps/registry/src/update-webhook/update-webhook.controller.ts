import { CurrentCaller, RequireScope } from '@flowforge/service-kit/auth/caller.guard';
import type { Caller } from '@flowforge/service-kit/auth/caller';
import { ApiIfMatch, ETAG_HEADER, IfMatch } from '@flowforge/service-kit/http/entity-tag';
import { entityTag, type ExpectedRevisions } from '@flowforge/service-kit/http/expected-revisions';
import { Id } from '@flowforge/service-kit/http/id';
import { Body, Controller, Inject, Patch, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { WebhookDto } from '../webhook/webhook.dto.js';
import { UpdateWebhookDto } from './update-webhook.dto.js';
import { UpdateWebhookService } from './update-webhook.service.js';

@ApiTags('webhooks')
@Controller('v1/webhooks')
export class UpdateWebhookController {
  constructor(@Inject(UpdateWebhookService) private readonly service: UpdateWebhookService) {}

  @Patch(':id')
  @RequireScope('webhooks:write')
  @ApiOperation({
    summary: 'Change a webhook',
    description:
      'A field that is missing keeps its value. A request that changes nothing leaves the revision as it is.',
  })
  @ApiIfMatch()
  @ApiOkResponse({ description: 'The webhook after the change.', type: WebhookDto, headers: ETAG_HEADER })
  async update(
    @CurrentCaller() caller: Caller,
    @Id('webhook') id: string,
    @IfMatch() expectedRevisions: ExpectedRevisions,
    @Body() body: UpdateWebhookDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<WebhookDto> {
    const { event_types: eventTypes, payload_version: payloadVersion, rate_limit, ...rest } = body;
    const rateLimit = rate_limit && { limit: rate_limit.limit, per: rate_limit.per };
    const command = { ...rest, eventTypes, payloadVersion, rateLimit };
    const webhook = await this.service.update(caller, id, expectedRevisions, command);
    reply.header('etag', entityTag(webhook.revision));
    return webhook;
  }
}
