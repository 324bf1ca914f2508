import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { invalid } from '../http/problem.js';
import { hashBody, type IdempotentRequest, isIdempotencyKey } from './idempotency.js';

const HEADER = 'idempotency-key';

/** Reads what makes this request recognisable; the principal is the caller's to name. */
export function idempotencyOf(request: FastifyRequest): Omit<IdempotentRequest, 'principal'> {
  const header = request.headers[HEADER];
  const key = typeof header === 'string' ? header : null;
  if (key !== null && !isIdempotencyKey(key)) {
    throw invalid([{ field: 'Idempotency-Key', message: 'must be 1 to 255 printable ASCII characters' }]);
  }
  const path = request.url.split('?', 1)[0];
  return { key, route: `${request.method} ${path}`, bodyHash: hashBody(request.body) };
}

/** `Idempotency-Key`, route and body hash of the request. */
export const Idempotency = createParamDecorator(
  (_: unknown, context: ExecutionContext): Omit<IdempotentRequest, 'principal'> =>
    idempotencyOf(context.switchToHttp().getRequest<FastifyRequest>()),
);

/** Documents the header on a POST route. */
export function ApiIdempotencyKey(): MethodDecorator {
  return ApiHeader({
    name: 'Idempotency-Key',
    required: false,
    description:
      'The same key and body within 24 hours give the first answer again, without a second effect. Another body is a 422.',
    schema: { type: 'string', maxLength: 255 },
  });
}
