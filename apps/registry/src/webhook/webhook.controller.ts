import type { Page } from '@flowforge/postgres/page';
import { WorkspaceDatabase } from '@flowforge/postgres/workspace-database';
import { CurrentCaller, RequireScope } from '@flowforge/service-kit/auth/caller.guard';
import type { Caller } from '@flowforge/service-kit/auth/caller';
import { ETAG_HEADER } from '@flowforge/service-kit/http/entity-tag';
import { entityTag } from '@flowforge/service-kit/http/expected-revisions';
import { Id } from '@flowforge/service-kit/http/id';
import { ListQueryDto, pageOf } from '@flowforge/service-kit/http/list.dto';
import { notFound } from '@flowforge/service-kit/http/problem';
import { Controller, Get, Inject, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { shownRevision } from './webhook.js';
import { webhookDto, WebhookDto, WebhookListDto } from './webhook.dto.js';
import { WebhookStore } from './webhook.store.js';

@ApiTags('webhooks')
@Controller('v1/webhooks')
export class WebhookController {
  constructor(
    @Inject(WorkspaceDatabase) private readonly database: WorkspaceDatabase,
    @Inject(WebhookStore) private readonly webhooks: WebhookStore,
  ) {}

  @Get()
  @RequireScope('webhooks:read')
  @ApiOperation({ summary: 'List webhooks, newest first' })
  @ApiOkResponse({ description: 'A page of webhooks.', type: WebhookListDto })
  async list(@CurrentCaller() caller: Caller, @Query() query: ListQueryDto): Promise<Page<WebhookDto>> {
    return this.database.transaction(caller.workspaceId, async (tx) => {
      const { items, next_cursor } = await this.webhooks.list(tx, pageOf(query));
      const now = await tx.clock();
      return { items: items.map((webhook) => webhookDto(webhook, now)), next_cursor };
    });
  }

  @Get(':id')
  @RequireScope('webhooks:read')
  @ApiOperation({ summary: 'Read a webhook', description: '404 for a deleted webhook.' })
  @ApiOkResponse({
    description: 'The webhook. It does not contain the signing secrets.',
    type: WebhookDto,
    headers: ETAG_HEADER,
  })
  async read(
    @CurrentCaller() caller: Caller,
    @Id('webhook') id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<WebhookDto> {
    return this.database.transaction(caller.workspaceId, async (tx) => {
      const webhook = await this.webhooks.find(tx, id);
      if (!webhook) throw notFound('webhook');
      reply.header('etag', entityTag(shownRevision(webhook)));
      return webhookDto(webhook, await tx.clock());
    });
  }
}
