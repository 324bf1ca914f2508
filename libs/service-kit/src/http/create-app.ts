import type { Server } from 'node:http';
import type { DynamicModule, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { newId } from '@flowforge/contracts/ids';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Registry } from 'prom-client';
import { type Log, NestLog } from '../log.js';
import { chatCorsHeaders } from './chat-cors.js';
import { configureHttp } from './configure-http.js';
import { IDEMPOTENCY_HOURS } from './idempotency-hours.js';
import { ProblemFilter } from './problem.filter.js';
import { answerParserError, answerUnusualRequests } from './refused-requests.js';
import { pathOfTarget } from './request-target.js';
import type { TrustProxy } from './trust-proxy.js';

/** The HTTP settings of one service. */
export interface HttpOptions {
  log: Log;
  /** Gets the metrics of the requests. */
  metrics: Registry;
  /** Bytes; a larger body is a 413. */
  bodyLimit: number;
  trustProxy: TrustProxy;
  /** `json`: bodies are parsed and checked. `raw`: bodies stay unread streams, for a proxy that passes them on. */
  bodies: 'json' | 'raw';
  /** Whether clients send their requests here: their `traceparent` is only linked. Default false. */
  isPublicEdge?: boolean;
  /** Hours that the answers to requests with an `Idempotency-Key` are stored. Default 24. */
  idempotencyHours?: number;
  /** A request that has not arrived completely after this time gets a 408. In milliseconds; default 10,000. */
  requestTimeoutMs?: number;
  /**
   * A connection on which nothing moves for this time is closed, in milliseconds; default 75,000. Node waits once more if something was
   * written since.
   */
  idleTimeoutMs?: number;
}

const REQUEST_TIMEOUT_MS = 10_000;
/** Longer than the longest attempt, for which the answer to a test event waits (60 s). */
const IDLE_TIMEOUT_MS = 75_000;
/** Node checks for requests over the limit once per period; with its default of 30 s they could stay open for 40 s. */
const TIMEOUT_CHECK_MS = 250;

/** Creates the Nest application. Every error is answered as problem+json, even when the request is not valid HTTP. */
export async function createApp(
  module: Type | DynamicModule,
  {
    log,
    metrics,
    bodyLimit,
    trustProxy,
    bodies,
    isPublicEdge = false,
    requestTimeoutMs = REQUEST_TIMEOUT_MS,
    idleTimeoutMs = IDLE_TIMEOUT_MS,
    idempotencyHours = 24,
  }: HttpOptions,
): Promise<NestFastifyApplication> {
  // Fastify runs no hooks for these errors.
  const frameworkErrors = (error: Error, request: FastifyRequest, reply: FastifyReply): void =>
    new ProblemFilter(log).answer(error, request, reply.headers(chatCorsHeaders(request, true)));
  const adapter = new FastifyAdapter<Server>({
    bodyLimit,
    genReqId: () => newId(),
    rewriteUrl: pathOfTarget,
    requestTimeout: requestTimeoutMs,
    // Without it, a client that does not read its answer keeps the connection, and all that the answer needs, for ever.
    connectionTimeout: idleTimeoutMs,
    keepAliveTimeout: 65_000,
    forceCloseConnections: 'idle',
    trustProxy: typeof trustProxy === 'number' ? (_address, hop) => hop < trustProxy : trustProxy,
    http: {
      headersTimeout: requestTimeoutMs,
      connectionsCheckingInterval: TIMEOUT_CHECK_MS,
      // Node's own answer to a missing Host has no body; `requireHost` answers instead.
      requireHostHeader: false,
    },
    clientErrorHandler: answerParserError,
    // Errors before a route is found: a path that cannot be decoded, or a parameter that is too long.
    frameworkErrors,
  });
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, {
    logger: new NestLog(log),
    bodyParser: false,
    abortOnError: false,
  });
  answerUnusualRequests(adapter.getInstance().server);
  adapter.getInstance().decorate(IDEMPOTENCY_HOURS, idempotencyHours);
  configureHttp(app, log, metrics, bodies, isPublicEdge);
  return app;
}
