import { applyDecorators, createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { ApiProblems } from './api-problems.js';
import { Problem } from './problem.js';

/** The `ETag` of a resource, from its revision. */
export function entityTag(revision: number): string {
  return `"${revision}"`;
}

/** Whether an `If-Match` header (undefined: none sent) lets a change of `revision` through. Weak tags never match (RFC 9110 §13.1.1). */
export function matches(ifMatch: string | undefined, revision: number): boolean {
  if (ifMatch === undefined || ifMatch.trim() === '*') return true;
  const tags: readonly string[] = ifMatch.match(/(?:W\/)?"[^"]*"/g) ?? [];
  return tags.includes(entityTag(revision));
}

/** @throws Problem 412 `precondition_failed` when the resource is not what the caller last read */
export function requireMatch(ifMatch: string | undefined, revision: number): void {
  if (matches(ifMatch, revision)) return;
  throw preconditionFailed();
}

function preconditionFailed(): Problem {
  return new Problem(
    412,
    'precondition_failed',
    'The resource was changed after you read it. Read it again.',
  );
}

/** The `If-Match` header of the request, or undefined. */
export const IfMatch = createParamDecorator(
  (_: unknown, context: ExecutionContext): string | undefined =>
    context.switchToHttp().getRequest<FastifyRequest>().headers['if-match'],
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
