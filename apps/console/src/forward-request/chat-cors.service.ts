import { addChatCors } from '@flowforge/service-kit/http/chat-cors';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyAdapter } from '@nestjs/platform-fastify';

/**
 * CORS of what the front door itself answers on the chat API: preflights, and problems, which hold no data of a conversation.
 * Answers of the owner pass with the owner's headers; they do not go through Fastify's hooks.
 */
@Injectable()
export class ChatCors implements OnModuleInit {
  constructor(@Inject(HttpAdapterHost) private readonly host: HttpAdapterHost<FastifyAdapter>) {}

  onModuleInit(): void {
    addChatCors(this.host.httpAdapter.getInstance(), () => true);
  }
}
