import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';

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
 * Adds CORS to the chat API: a preflight is answered with 204, and every other answer of this process can be read by the page
 * that asked, errors too. There is no `access-control-allow-credentials`, because the API does not use cookies.
 *
 * @param mayRead false for a request whose answer the page must not read
 */
export function addChatCors(
  fastify: ReturnType<ReturnType<NestFastifyApplication['getHttpAdapter']>['getInstance']>,
  mayRead: (request: FastifyRequest) => boolean,
): void {
  fastify.addHook('onRequest', async (request, reply) => {
    if (!isChat(request) || request.method !== 'OPTIONS') return;
    await reply.status(204).headers(PREFLIGHT_HEADERS).send();
  });
  fastify.addHook('onSend', async (request, reply) => {
    if (request.method !== 'OPTIONS') reply.headers(chatCorsHeaders(request, mayRead(request)));
  });
}

/** The CORS headers of an answer that is no preflight; none outside of the chat API. */
export function chatCorsHeaders(request: FastifyRequest, mayRead: boolean): Record<string, string> {
  if (!isChat(request)) return {};
  const { origin } = request.headers;
  if (origin === undefined || !mayRead) return { vary: 'origin' };
  return {
    vary: 'origin',
    'access-control-allow-origin': origin,
    'access-control-expose-headers': 'x-request-id, retry-after',
  };
}

function isChat(request: FastifyRequest): boolean {
  return request.url.startsWith(CHAT_PATH);
}
