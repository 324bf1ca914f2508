import { isTracing } from '@flowforge/tracing/spans';
import { isTraceparent } from '@flowforge/tracing/traceparent';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { requestSpan } from './trace-requests.js';

/**
 * The W3C trace context of a request (`traceparent` header), or undefined when there is none or it is not valid. While the process is
 * traced, undefined for a request without a span too: a client's context would become the parent of what the request causes.
 */
export const Traceparent = createParamDecorator(
  (_: unknown, context: ExecutionContext): string | undefined => {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    if (isTracing() && requestSpan(request) === undefined) return undefined;
    const header = request.headers['traceparent'];
    return typeof header === 'string' && isTraceparent(header) ? header : undefined;
  },
);
