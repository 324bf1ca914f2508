import { applyDecorators, createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { IDEMPOTENCY_HOURS } from '../http/idempotency-hours.js';
import { invalid } from '../http/problem.js';
import { ApiProblems } from '../http/api-problems.js';
import {
  hashBody,
  type IdempotencyRequest,
  isIdempotencyKey,
  keyInFlight,
  keyReused,
} from './idempotency.js';

const HEADER = 'idempotency-key';

/** Key, route and body hash of a request. @throws Problem 422 for a header value that is not a valid key */
export function idempotencyOf(request: FastifyRequest): IdempotencyRequest {
  const header = request.headers[HEADER];
  const key = typeof header === 'string' ? header : null;
  if (key !== null && !isIdempotencyKey(key)) {
    throw invalid([{ field: 'Idempotency-Key', message: 'must be 1 to 255 printable ASCII characters' }]);
  }
  const path = request.url.split('?', 1)[0];
  return {
    key,
    route: `${request.method} ${path}`,
    bodyHash: hashBody(request.body),
    keepHours: request.server.getDecorator<number>(IDEMPOTENCY_HOURS),
  };
}

/** `Idempotency-Key`, route and body hash of the request, as a parameter of a route. */
export const Idempotency = createParamDecorator((_: unknown, context: ExecutionContext): IdempotencyRequest =>
  idempotencyOf(context.switchToHttp().getRequest<FastifyRequest>()),
);

/** Documents the header, and its problems, on a POST route. */
export function ApiIdempotencyKey(): MethodDecorator {
  const header = ApiHeader({
    name: 'Idempotency-Key',
    required: false,
    description:
      'A text of your choice that identifies this request, so that you can repeat it safely: 1 to 255 printable ASCII characters. ' +
      'A request with the same key and body within 24 hours (unless the operator has set another time) gets the first answer again and changes nothing. ' +
      'A request with the same key and another body is refused with 422. Default: none, every request is executed.',
    example: '7f9c24e8-3b12-4f8e-a1c0-5d6e7f809a1b',
    schema: { type: 'string', maxLength: 255 },
  });
  return applyDecorators(header, ApiProblems(keyInFlight(), keyReused()));
}
