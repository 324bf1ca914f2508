import { isTraceparent } from '@flowforge/tracing/traceparent';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

/** The W3C trace context of a request (`traceparent` header), or undefined when there is none or it is not valid. */
export const Traceparent = createParamDecorator(
  (_: unknown, context: ExecutionContext): string | undefined => {
    const header = context.switchToHttp().getRequest<FastifyRequest>().headers['traceparent'];
    return typeof header === 'string' && isTraceparent(header) ? header : undefined;
  },
);
