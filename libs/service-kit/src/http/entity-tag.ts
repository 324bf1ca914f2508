import { applyDecorators, createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { ApiProblems } from '../openapi/api-problems.js';
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
  throw new Problem(412, 'precondition_failed', 'It was changed since; read it again.');
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
        'The `ETag` of what was read; if it was changed since, the answer is 412 and nothing happens.',
      schema: { type: 'string', example: '"3"' },
    }),
    ApiProblems(412),
  );
}

/** The `ETag` header, for the description of an answer. */
export const ETAG_HEADER = {
  ETag: {
    description: 'Names this state; send it as `If-Match`.',
    schema: { type: 'string' as const, example: '"3"' },
  },
};
