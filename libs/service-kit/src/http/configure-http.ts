import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Log } from '../log.js';
import { Problem } from './problem.js';
import { ProblemFilter } from './problem.filter.js';
import { validationPipe } from './validation.js';

/** No request needs more; what walks over a body calls itself for each level. */
const DEEPEST_BODY = 32;
/** Names that every object has; Nest and class-transformer cut them out. */
const RESERVED_KEYS = new Set(['__proto__', 'constructor', 'prototype']);

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
  refuseWhatBreaksReaders(value, DEEPEST_BODY);
  return value;
}

/** @throws Problem 400 for a body that nests too deep, or whose keys validation would drop without a word */
function refuseWhatBreaksReaders(value: object, levels: number): void {
  if (levels === 0) {
    throw new Problem(400, 'malformed_body', `The body must not nest deeper than ${DEEPEST_BODY} levels.`);
  }
  for (const [key, inner] of Object.entries(value)) {
    if (RESERVED_KEYS.has(key))
      throw new Problem(400, 'malformed_body', `The body must not use the key ${key}.`);
    if (typeof inner === 'object' && inner !== null) refuseWhatBreaksReaders(inner, levels - 1);
  }
}

/** What every service's HTTP side has in common: body parsing, validation, problems, and one log line per request. */
export function configureHttp(app: NestFastifyApplication, log: Log): void {
  const fastify = app.getHttpAdapter().getInstance();
  const filter = new ProblemFilter(log);
  // Anything but JSON is a 415, plain text too.
  fastify.removeAllContentTypeParsers();
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
