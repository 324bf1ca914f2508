import { InvalidCursor } from '@flowforge/postgres/page';
import { WorkspaceBusyError } from '@flowforge/postgres/workspace-database';
import { ServiceUnavailable } from '@flowforge/messaging/service-client';
import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Log } from '../log.js';
import { invalidCursor } from './list.dto.js';
import { Problem, unavailable } from './problem.js';
import { SECURITY_HEADERS } from './security-headers.js';
import { requestSpan } from './trace-requests.js';

/** The problem for each error that Fastify itself raises, by its code. */
const FASTIFY_PROBLEMS: Readonly<Record<string, [number, string, string]>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: [413, 'body_too_large', 'The request body is larger than this route accepts.'],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: [415, 'unsupported_media_type', 'Send the body as application/json.'],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: [
    400,
    'malformed_body',
    'The length of the body differs from its content-length.',
  ],
  FST_ERR_MAX_PARAM_LENGTH: [404, 'route_not_found', 'No route has this path and method.'],
  FST_ERR_BAD_URL: [400, 'malformed_url', 'The path cannot be decoded.'],
};

/**
 * Errors of Postgres, its driver and the socket that mean: the database cannot be reached or did not answer in time, and the same request
 * may succeed later.
 * TypeORM releases a query runner when its connection fails; the next statement of the transaction then fails with "already released".
 */
const STORAGE_AWAY =
  /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|57014|57P0[123]|08\d{3}|53\d{3})$|^Connection terminated|timeout exceeded when trying to connect|Query read timeout|is not queryable|^Query runner already released/;

/** Codes of Postgres for a transaction that it rolled back because of another one: no serial order, a deadlock, a lock timeout. */
const STORAGE_CONFLICT = /^(40001|40P01|55P03)$/;

function textOf(error: object, property: 'code' | 'message'): string {
  const value: unknown = Reflect.get(error, property);
  return typeof value === 'string' ? value : '';
}

/** The problem for an error; null for an unexpected one, which is logged and answered as 500. */
export function toProblem(error: unknown): Problem | null {
  if (error instanceof Problem) return error;
  if (error instanceof InvalidCursor) return invalidCursor();
  if (error instanceof WorkspaceBusyError) {
    return unavailable(
      'workspace_busy',
      'Too many requests of this workspace run at the same time. Send fewer at once, and send this one again.',
    );
  }
  if (error instanceof ServiceUnavailable) {
    return unavailable(
      `${error.service}_unavailable`,
      `The ${error.service} service did not answer. Send the request again.`,
    );
  }
  if (error instanceof HttpException) {
    // Nest wraps errors that Fastify raises, such as those of a body.
    const wrapped = error.cause === undefined ? null : toProblem(error.cause);
    if (wrapped) return wrapped;
    const status = error.getStatus();
    if (status === 404) return new Problem(404, 'route_not_found', 'No route has this path and method.');
    return status < 500 ? new Problem(status, 'bad_request', error.message) : null;
  }
  if (typeof error !== 'object' || error === null) return null;
  const known = FASTIFY_PROBLEMS[textOf(error, 'code')];
  if (known) return new Problem(...known);
  if (STORAGE_CONFLICT.test(textOf(error, 'code'))) {
    return unavailable(
      'storage_conflict',
      'Another request changed the same data at the same time, so nothing of this one was stored. Send it again.',
    );
  }
  if (STORAGE_AWAY.test(textOf(error, 'code')) || STORAGE_AWAY.test(textOf(error, 'message'))) {
    return unavailable(
      'storage_unavailable',
      'The database did not answer. Send the request again, with the same Idempotency-Key if it has one.',
    );
  }
  return null;
}

/** Writes every error as application/problem+json. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly log: Log) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    this.answer(error, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
  }

  /** The same for errors that are raised before a route is found. */
  answer(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
    const problem = toProblem(error);
    // 501 is an error of the client: it uses a part of HTTP that this server does not have.
    if (!problem || (problem.status >= 500 && problem.status !== 501)) {
      this.log.error(
        { err: error, request_id: request.id, route: request.routeOptions.url },
        'request.failed',
      );
    }
    const shown =
      problem ??
      new Problem(
        500,
        'internal_error',
        'The request failed because of an error in this service. The error was logged.',
      );
    requestSpan(request)?.setAttribute('flowforge.problem', shown.code);
    void reply
      .status(shown.status)
      .headers({
        ...SECURITY_HEADERS,
        'x-request-id': request.id,
        ...shown.headers,
        'content-type': 'application/problem+json; charset=utf-8',
      })
      .send(JSON.stringify(shown.body(request.id)));
  }
}
