import { applyDecorators, createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { ApiProblems } from './api-problems.js';
import { type ExpectedRevisions, preconditionFailed, readIfMatch } from './expected-revisions.js';

/** The revisions in the `If-Match` header of the request. */
export const IfMatch = createParamDecorator((_: unknown, context: ExecutionContext): ExpectedRevisions =>
  readIfMatch(context.switchToHttp().getRequest<FastifyRequest>().headers['if-match']),
);

/** Documents the header on a route that changes what people edit. */
export function ApiIfMatch(): MethodDecorator {
  return applyDecorators(
    ApiHeader({
      name: 'If-Match',
      required: false,
      description:
        'The `ETag` of the resource as you read it. If it was changed after that, the answer is 412 and nothing is changed.',
      schema: { type: 'string', example: '"3"' },
    }),
    ApiProblems(preconditionFailed()),
  );
}

/** The `ETag` header, for the description of an answer. */
export const ETAG_HEADER = {
  ETag: {
    description:
      'Identifies this version of the resource. Send it as `If-Match` when you change the resource.',
    schema: { type: 'string' as const, example: '"3"' },
  },
};
