import type { Page } from '@flowforge/postgres/page';
import { CurrentCaller, RequireScope } from '@flowforge/service-kit/auth/api-key.guard';
import type { Caller } from '@flowforge/service-kit/auth/caller';
import { entityTag, ETAG_HEADER } from '@flowforge/service-kit/http/entity-tag';
import { Id } from '@flowforge/service-kit/http/id';
import { ListQueryDto, pageOf } from '@flowforge/service-kit/http/list.dto';
import { Controller, Get, Inject, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { WebhookDto } from '../webhook/webhook.dto.js';
import { WebhookListDto } from './read-webhooks.dto.js';
import { ReadWebhooksService } from './read-webhooks.service.js';

@ApiTags('webhooks')
@Controller('v1/webhooks')
export class ReadWebhooksController {
  constructor(@Inject(ReadWebhooksService) private readonly service: ReadWebhooksService) {}

  @Get()
  @RequireScope('webhooks:read')
  @ApiOperation({ summary: 'List webhooks, newest first' })
  @ApiOkResponse({ description: 'A page of webhooks.', type: WebhookListDto })
  list(@CurrentCaller() caller: Caller, @Query() query: ListQueryDto): Promise<Page<WebhookDto>> {
    return this.service.list(caller.workspaceId, pageOf(query));
  }

  @Get(':id')
  @RequireScope('webhooks:read')
  @ApiOperation({ summary: 'Read a webhook' })
  @ApiOkResponse({ description: 'The webhook, without its secrets.', type: WebhookDto, headers: ETAG_HEADER })
  async read(
    @CurrentCaller() caller: Caller,
    @Id('webhook') id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<WebhookDto> {
    const webhook = await this.service.read(caller.workspaceId, id);
    reply.header('etag', entityTag(webhook.revision));
    return webhook;
  }
}
