import { failSpan, isTracing, type Span, startSpan, withSpan } from '@flowforge/tracing/spans';
import { isTraceparent } from '@flowforge/tracing/traceparent';
import type { FastifyInstance, FastifyRequest } from 'fastify';

/** Methods that keep their name in a span; a client may invent others. */
const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/** An event stream is open for hours, so it has no span. */
const STREAM = /\/stream$/;

/** Prefix of the routes where services poll each other. Without a trace that goes on, such a request would be a trace of one span, several times a second. */
export const INTERNAL = '/internal/';

const spans = new WeakMap<FastifyRequest, Span>();

/** The span of a request; undefined for one that is not traced, and while tracing is off. */
export function requestSpan(request: FastifyRequest): Span | undefined {
  return spans.get(request);
}

/**
 * Makes a span for each request, which is active while its handler runs. Adds nothing while tracing is off.
 *
 * The `traceparent` of a proxy that is trusted (`TRUST_PROXY`) names the parent. That of anybody else is only linked: a client must not
 * decide whether a trace is sampled, nor add spans to the trace of somebody else.
 *
 * @param isPublicEdge whether clients send their requests here; then every `traceparent` is only linked
 */
export function traceRequests(fastify: FastifyInstance, isPublicEdge: boolean): void {
  if (!isTracing()) return;
  fastify.addHook('onRequest', (request, reply, done) => {
    const { url, headers } = request;
    const isPoll = url.startsWith(INTERNAL) && headers['traceparent'] === undefined;
    if (isPoll || STREAM.test(routeOf(request))) return done();
    const span = startRequestSpan(request, isPublicEdge);
    if (span === undefined) return done();
    spans.set(request, span);
    reply.raw.once('close', () => {
      if (reply.raw.headersSent) span.setAttribute('http.response.status_code', reply.raw.statusCode);
      if (!reply.raw.writableFinished) failSpan(span, 'client_closed');
      else if (reply.raw.statusCode >= 500) failSpan(span, String(reply.raw.statusCode));
      span.end();
    });
    withSpan(span, done);
  });
  // The body is read outside of the span's context.
  fastify.addHook('preValidation', (request, _reply, done) => {
    const span = spans.get(request);
    if (span === undefined) done();
    else withSpan(span, done);
  });
}

/** The route; for that of a proxy, which has many paths, the path without the query. */
function routeOf({ routeOptions, url }: FastifyRequest): string {
  const route = routeOptions.url ?? '';
  return route.endsWith('*') ? url.replace(/\?.*$/s, '') : route;
}

function startRequestSpan(request: FastifyRequest, isPublicEdge: boolean): Span | undefined {
  const { traceparent } = request.headers;
  const sent = typeof traceparent === 'string' && isTraceparent(traceparent) ? traceparent : null;
  // All addresses that are trusted, and the first that is not: more than one when the sender is a trusted proxy.
  const isTrusted = !isPublicEdge && (request.ips?.length ?? 0) > 1;
  const method = METHODS.has(request.method) ? request.method : '_OTHER';
  const route = request.routeOptions.url;
  return startSpan(route === undefined ? method : `${method} ${route}`, {
    kind: 'server',
    parent: isTrusted ? sent : null,
    links: !isTrusted && sent !== null ? [sent] : [],
    attributes: {
      'http.request.method': method,
      ...(route !== undefined && { 'http.route': route }),
      'url.scheme': request.protocol,
      'flowforge.request_id': request.id,
    },
  });
}
