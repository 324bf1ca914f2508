import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { traceIdOf } from '@flowforge/tracing/traceparent';
import type { Registry } from 'prom-client';
import type { Log } from '../log.js';
import {
  requireHost,
  requireKnownTransferCoding,
  requireReadableBody,
  requireReadableQuery,
} from './check-request.js';
import { HttpMetrics } from './http-metrics.js';
import { parseBody } from './parse-body.js';
import { ProblemFilter } from './problem.filter.js';
import { requireReadableTarget } from './request-target.js';
import { SECURITY_HEADERS } from './security-headers.js';
import { INTERNAL, requestSpan, traceRequests } from './trace-requests.js';
import { validationPipe } from './validation.js';

/** Sets up HTTP in the same way for all services: body parsing, validation, problems, headers, one log line per request, metrics. */
export function configureHttp(
  app: NestFastifyApplication,
  log: Log,
  metrics: Registry,
  bodies: 'json' | 'raw',
  isPublicEdge: boolean,
): void {
  const httpMetrics = new HttpMetrics(metrics);
  const fastify = app.getHttpAdapter().getInstance();
  fastify.removeAllContentTypeParsers();
  if (bodies === 'raw') {
    // The handler reads the stream of the request itself.
    fastify.addContentTypeParser('*', (_request, _payload, done) => done(null));
  } else {
    // Other content types have no parser, so Fastify answers 415.
    fastify.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => {
      try {
        done(null, parseBody(Buffer.isBuffer(body) ? body : Buffer.from(body)));
      } catch (error) {
        done(error instanceof Error ? error : new Error('the body could not be read'), undefined);
      }
    });
  }
  traceRequests(fastify, isPublicEdge);
  fastify.addHook('onRequest', async (request, reply) => {
    reply.headers({ ...SECURITY_HEADERS, 'x-request-id': request.id });
    requireHost(request.raw);
    requireReadableTarget(request.raw);
    requireKnownTransferCoding(request.raw);
    if (bodies === 'raw') return;
    requireReadableQuery(request.raw.url ?? '');
    requireReadableBody(request.raw);
  });
  fastify.addHook('onResponse', async (request, reply) => {
    // Replicas poll each other several times a second. Their polls would hide what clients ask; a failed one is shown.
    const isPoll =
      request.routeOptions.url?.startsWith(INTERNAL) === true &&
      reply.statusCode < 300 &&
      reply.raw.writableFinished;
    if (!isPoll) httpMetrics.ended(request, reply);
    log[isPoll ? 'debug' : 'info'](
      {
        request_id: request.id,
        trace_id: traceIdOf(requestSpan(request)),
        method: request.method,
        route: request.routeOptions.url,
        status: reply.statusCode,
        duration_ms: Math.round(reply.elapsedTime * 10) / 10,
      },
      'http.request',
    );
  });
  app.useGlobalFilters(new ProblemFilter(log));
  app.useGlobalPipes(validationPipe());
}
