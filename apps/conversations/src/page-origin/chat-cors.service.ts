import { addChatCors } from '@flowforge/service-kit/http/chat-cors';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import { isOriginRefused } from './page-origin.guard.js';

/** CORS of the chat API. A page can read every answer but a 403 `origin_not_allowed`. */
@Injectable()
export class ChatCors implements OnModuleInit {
  constructor(@Inject(HttpAdapterHost) private readonly host: HttpAdapterHost<FastifyAdapter>) {}

  onModuleInit(): void {
    addChatCors(this.host.httpAdapter.getInstance(), (request) => !isOriginRefused(request));
  }
}
