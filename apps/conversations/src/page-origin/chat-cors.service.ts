import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';
import { isOriginRefused } from './page-origin.guard.js';

const CHAT_PATH = '/v1/chat/';

/** Chromium's upper bound, in seconds. */
const PREFLIGHT_MAX_AGE = 7_200;

/** A preflight names no widget and no visitor, so every origin gets the same answer. */
const PREFLIGHT_HEADERS = {
  'access-control-allow-origin': '*',
  'access-control-allow-methods': 'GET, POST',
  'access-control-allow-headers': 'Authorization, Content-Type, Idempotency-Key, Last-Event-ID',
  'access-control-max-age': String(PREFLIGHT_MAX_AGE),
};

/**
 * CORS of the chat API. There is no `access-control-allow-credentials`: the API does not use cookies. Every answer can be read
 * by the page that asked, errors too, but for a 403 `origin_not_allowed`.
 */
@Injectable()
export class ChatCors implements OnModuleInit {
  constructor(@Inject(HttpAdapterHost) private readonly host: HttpAdapterHost<FastifyAdapter>) {}

  onModuleInit(): void {
    const fastify = this.host.httpAdapter.getInstance();
    fastify.addHook('onRequest', async (request, reply) => {
      if (!isChat(request) || request.method !== 'OPTIONS') return;
      await reply.status(204).headers(PREFLIGHT_HEADERS).send();
    });
    fastify.addHook('onSend', async (request, reply) => {
      if (!isChat(request) || request.method === 'OPTIONS') return;
      reply.header('vary', 'origin');
      const { origin } = request.headers;
      if (origin === undefined || isOriginRefused(request)) return;
      reply.headers({
        'access-control-allow-origin': origin,
        'access-control-expose-headers': 'x-request-id, retry-after',
      });
    });
  }
}

function isChat(request: FastifyRequest): boolean {
  return request.url.startsWith(CHAT_PATH);
}
