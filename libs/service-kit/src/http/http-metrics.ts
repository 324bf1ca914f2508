import type { FastifyReply, FastifyRequest } from 'fastify';
import { Histogram, type Registry } from 'prom-client';

/**
 * How long requests take. The labels have few values, whatever clients send: `route` is the pattern of the route, such as
 * `/v1/webhooks/:id`, and everything without a route counts as one.
 */
export class HttpMetrics {
  private readonly duration: Histogram<'method' | 'route' | 'status_class'>;

  constructor(registry: Registry) {
    this.duration = new Histogram({
      name: 'http_request_duration_seconds',
      help: 'Time from the header of a request to the end of its answer. A client that left before has the status class "aborted".',
      labelNames: ['method', 'route', 'status_class'],
      buckets: [0.05, 0.25, 1, 2.5, 10],
      registers: [registry],
    });
  }

  /** Counts a request that has ended. */
  ended(request: FastifyRequest, reply: FastifyReply): void {
    const route = request.routeOptions.url;
    this.duration.observe(
      {
        method: route === undefined ? 'other' : request.method,
        route: route ?? 'none',
        status_class: reply.raw.writableFinished ? `${Math.floor(reply.statusCode / 100)}xx` : 'aborted',
      },
      reply.elapsedTime / 1_000,
    );
  }
}
