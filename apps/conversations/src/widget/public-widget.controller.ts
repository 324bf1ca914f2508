import { createHash } from 'node:crypto';
import { WorkspaceDatabase } from '@flowforge/postgres/workspace-database';
import { ApiProblems } from '@flowforge/service-kit/http/api-problems';
import { Id } from '@flowforge/service-kit/http/id';
import { notFound } from '@flowforge/service-kit/http/problem';
import { Controller, Get, Headers, Inject, Req, Res } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AssistantStore } from '../assistant/assistant.store.js';
import { originNotAllowed, requireAllowedOrigin } from '../page-origin/page-origin.guard.js';
import { RateLimited } from '../rate-limit/rate-limit.guard.js';
import { TenantResolver } from '../tenant-resolver/tenant-resolver.store.js';
import { PublicWidgetDto, publicWidgetDto } from './public-widget.dto.js';
import { WidgetStore } from './widget.store.js';

/** How long a browser uses its cached answer, in seconds. After that it asks with the `ETag`. */
const MAX_AGE_S = 60;

@ApiTags('chat')
@Controller('v1/chat/widgets')
export class PublicWidgetController {
  constructor(
    @Inject(TenantResolver) private readonly tenants: TenantResolver,
    @Inject(WorkspaceDatabase) private readonly database: WorkspaceDatabase,
    @Inject(WidgetStore) private readonly widgets: WidgetStore,
    @Inject(AssistantStore) private readonly assistants: AssistantStore,
  ) {}

  @Get(':id')
  @RateLimited()
  @ApiOperation({
    summary: 'Read what a page needs to draw a widget',
    description:
      'Needs no authentication. The same rule for `Origin` as for the start of a conversation. A change of the widget is visible after a minute at most, because browsers may cache the answer for a minute.',
  })
  @ApiHeader({
    name: 'If-None-Match',
    required: false,
    description: 'The `ETag` of an earlier answer. If nothing has changed, the answer is 304 without a body.',
    schema: { type: 'string', example: '"3q2-8Zb1kJx0N0uSg2oQpF"' },
  })
  @ApiOkResponse({
    type: PublicWidgetDto,
    headers: {
      ETag: { description: 'Changes with the answer.', schema: { type: 'string' } },
      'Cache-Control': { description: '`public, max-age=60`', schema: { type: 'string' } },
    },
  })
  @ApiResponse({ status: 304, description: 'Not changed since the answer with this `ETag`.' })
  @ApiProblems(originNotAllowed())
  async read(
    @Id('widget') id: string,
    @Headers('if-none-match') known: string | undefined,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PublicWidgetDto | undefined> {
    const tenant = await this.tenants.ofWidget(id);
    if (tenant === null) throw notFound('widget');
    requireAllowedOrigin(request, tenant.allowedOrigins);
    const widget = await this.find(tenant.workspaceId, id);
    if (widget === null) throw notFound('widget');
    const tag = tagOf(widget);
    reply.headers({ etag: tag, 'cache-control': `public, max-age=${MAX_AGE_S}` });
    if (known === undefined || !matches(known, tag)) return widget;
    reply.status(304);
    return undefined;
  }

  /** Null when the widget was deleted meanwhile, or is one of the channel phone, which no page draws. */
  private find(workspaceId: string, id: string): Promise<PublicWidgetDto | null> {
    return this.database.transaction(workspaceId, async (tx) => {
      const widget = await this.widgets.find(tx, id);
      if (widget?.channel !== 'chat') return null;
      const assistant = await this.assistants.find(tx, widget.assistantId);
      return assistant && publicWidgetDto(widget, assistant);
    });
  }
}

function tagOf(widget: PublicWidgetDto): string {
  return `"${createHash('sha256').update(JSON.stringify(widget)).digest('base64url').slice(0, 22)}"`;
}

/** Whether an `If-None-Match` lists the tag. A weak tag counts too: a proxy makes one when it compresses (RFC 9110 §13.1.2). */
function matches(header: string, tag: string): boolean {
  return header.trim() === '*' || (header.match(/"[^"]*"/g) ?? []).some((listed) => listed === tag);
}
