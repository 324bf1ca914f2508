import { Problem } from '@flowforge/service-kit/http/problem';
import type { FastifyRequest } from 'fastify';
import { allowsOrigin } from './origin.js';

const refused = new WeakSet<FastifyRequest>();

/**
 * Checks the `Origin` of a request of the chat API.
 *
 * @param allowed the widget's allowed origins; null for any
 * @throws Problem 403 `origin_not_allowed`. The answer then has no CORS headers.
 */
export function requireAllowedOrigin(request: FastifyRequest, allowed: readonly string[] | null): void {
  if (allowsOrigin(allowed, request.headers.origin)) return;
  refused.add(request);
  throw originNotAllowed();
}

/** 403: the widget does not allow the origin of the page. */
export function originNotAllowed(): Problem {
  return new Problem(403, 'origin_not_allowed', 'Pages of this origin may not use this widget.');
}

/** Whether the request was refused because of its origin. */
export function isOriginRefused(request: FastifyRequest): boolean {
  return refused.has(request);
}
