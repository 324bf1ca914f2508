import { Problem } from '@flowforge/service-kit/http/problem';
import { Controller, Get, Inject, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { WIDGET_FOLDER } from '../serve-widget/serve-widget.controller.js';
import { PAGE_HEADERS, policy } from '../static-file/page-headers.js';
import { StaticFiles } from '../static-file/static-files.service.js';
import type { StaticFolder } from '../static-file/static-folder.client.js';
import { requestHeaders } from '../upstream/headers.js';
import { frameAncestors } from './frame-ancestors.js';
import { WidgetSettings } from './widget-settings.client.js';

/** The page of the full-page chat, in the folder of the widget. It loads the widget's script, which reads the address. */
export const CHAT_PAGE = 'chat.html';

const WIDGET_ID = /^[0-9a-f-]{36}$/i;

/** The chat as a page of its own, which the allowed origins of the widget may show in a frame. */
@Controller()
export class ShowChatPageController {
  constructor(
    @Inject(StaticFiles) private readonly files: StaticFiles,
    @Inject(WIDGET_FOLDER) private readonly folder: StaticFolder,
    @Inject(WidgetSettings) private readonly widgets: WidgetSettings,
  ) {}

  @Get('chat/:id')
  async show(
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    if (!WIDGET_ID.test(id)) throw new Problem(404, 'widget_not_found', 'There is no such chat.');
    const client = {
      address: request.ip,
      protocol: request.protocol,
      host: request.host,
      requestId: request.id,
      authorization: undefined,
    };
    const allowed = await this.widgets.allowedOrigins(id, requestHeaders({}, client));
    // It would forbid every frame. Browsers that know the policy's frame-ancestors ignore it anyway.
    reply.removeHeader('x-frame-options');
    this.files.send(reply, this.folder, CHAT_PAGE, {
      ...PAGE_HEADERS,
      // A stored copy could have the policy of earlier settings.
      'cache-control': 'no-store',
      'content-security-policy': policy({ frameAncestors: frameAncestors(allowed) }),
      'cross-origin-resource-policy': 'cross-origin',
    });
  }
}
