import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Log } from '../log.js';
import { Problem } from './problem.js';
import { ProblemFilter } from './problem.filter.js';
import { validationPipe } from './validation.js';

function parseBody(body: string): unknown {
  // "An empty body is no body", whatever the content type says.
  if (body.trim() === '') return undefined;
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    throw new Problem(400, 'malformed_body', 'The body is not valid JSON.');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Problem(400, 'malformed_body', 'The body must be a JSON object.');
  }
  return value;
}

/** What every service's HTTP side has in common: body parsing, validation, problems, and one log line per request. */
export function configureHttp(app: NestFastifyApplication, log: Log): void {
  const fastify = app.getHttpAdapter().getInstance();
  const filter = new ProblemFilter(log);
  fastify.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => {
    try {
      done(null, parseBody(String(body)));
    } catch (error) {
      done(error instanceof Error ? error : new Error('unreadable body'), undefined);
    }
  });
  fastify.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id);
  });
  fastify.addHook('onResponse', async (request, reply) => {
    log.info(
      {
        request_id: request.id,
        method: request.method,
        route: request.routeOptions.url,
        status: reply.statusCode,
        duration_ms: Math.round(reply.elapsedTime * 10) / 10,
      },
      'http.request',
    );
  });
  app.useGlobalFilters(filter);
  app.useGlobalPipes(validationPipe());
}
