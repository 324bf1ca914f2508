import 'reflect-metadata';
import type { INestApplication } from '@nestjs/common';
import type { CustomTransportStrategy } from '@nestjs/microservices';
import { natsOptions } from '@flowforge/messaging/nats-options';
import { RequestServer } from '@flowforge/messaging/request-server';
import type { DynamicModule } from '@nestjs/common';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { startTracing } from '@flowforge/tracing/start-tracing';
import type { Tracing } from '@flowforge/tracing/tracing';
import type { ServiceSettings } from './service-settings.js';
import { ConfigurationError } from './environment.js';
import { createApp } from './http/create-app.js';
import { drainTimes } from './drain-times.js';
import { OpenConnections } from './http/open-connections.js';
import { createLog, type Log } from './log.js';
import { type ApiDescription, serveDocs } from './openapi/openapi.js';
import { type Check, Health } from './ops/health.js';
import { HealthMetrics } from './ops/health-metrics.js';
import { type Heartbeat, Liveness } from './ops/liveness.js';
import { OpsServer } from './ops/ops-server.js';
import { type CountMissing, waitForSchema } from './ops/schema-wait.js';
import { natsRequestTracing } from './trace-nats-requests.js';
import type { ProcessContext } from './wiring/service-context.js';

/** The outbox is flushed in less; in milliseconds. */
const FINISH_MS = 3_000;

/** What a service starts and stops itself, in the order in which a shutdown calls it. */
export interface Lifecycle {
  checks: Check[];
  /**
   * For a service with a schema. The process is not ready and serves nothing until its schema has every migration: an older schema may
   * lack what its first statement needs.
   */
  missingMigrations?: CountMissing;
  heartbeats: Heartbeat[];
  /** Starts the background work; called once HTTP listens. */
  start(): void | Promise<void>;
  /** Ends answers that never end by themselves, such as event streams. Closing HTTP waits for running requests, so it calls this before. */
  endStreams?(): void;
  /** Stops pulling new work; first step after HTTP has stopped accepting. */
  stopPulling?(): Promise<void>;
  /** Finishes or records running work and flushes the outbox, within `deadlineMs`. */
  finish?(deadlineMs: number): Promise<void>;
  /** What `finish` may need, in milliseconds: running requests must leave it this time. Default 3 s. */
  finishMs?: number;
  /** Closes connections to NATS and Postgres. */
  close(): Promise<void>;
}

/** One service, as `runService` starts it. */
export interface ServiceDefinition {
  settings: ServiceSettings;
  /** Describes the API in OpenAPI. Absent for a service without an API of its own. */
  api?: ApiDescription;
  /** Largest body that routes accept, in bytes. */
  bodyLimit: number;
  /** `raw` for a proxy, which passes bodies on as they come. Default `json`. */
  bodies?: 'json' | 'raw';
  /** Whether clients send their requests here, not to a proxy of ours: their `traceparent` is only linked. Default false. */
  isPublicEdge?: boolean;
  /** Hours that the answers to requests with an `Idempotency-Key` are stored. Default 24. */
  idempotencyHours?: number;
  /** Builds Nest's root module. */
  module: (process: ProcessContext) => DynamicModule;
  /** Returns what the application starts and stops itself. */
  lifecycle: (app: INestApplication, metrics: Registry) => Lifecycle;
  /** Nest's NATS transport for request/reply, with the service's name as queue group. */
  natsUrl?: string;
  /** Further transports, such as JetStream. */
  transports?: (app: INestApplication) => CustomTransportStrategy[];
}

/**
 * Reads the configuration. When it is wrong, writes one line that names every wrong variable to standard error and exits with 1;
 * there is no log yet, because its level is part of the configuration.
 */
export function configurationOrExit<Config>(read: () => Config): Config {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}

/**
 * Starts a service: log, metrics, HTTP, transports, ops port, signals. Exits with 0 after a shutdown, with 1 when the start fails.
 * On SIGTERM or SIGINT: report not ready, let clients leave their connections, stop accepting, stop pulling, finish running work, flush,
 * close. A second signal exits at once.
 * A signal before HTTP listens exits with 0 at once. Later during the start, the shutdown begins when the start has ended.
 */
export async function runService(definition: ServiceDefinition): Promise<void> {
  const { settings } = definition;
  // Before the log, whose lines then name their trace.
  const tracing = await startTracing(settings.tracing, {
    failed: (err, spans) => log.warn({ err, spans }, 'tracing.export_failed'),
    resumed: (lost) => log.info({ lost_spans: lost }, 'tracing.export_resumed'),
  });
  const log = createLog(settings.name, settings.logLevel);
  logUnexpectedErrors(log);
  // Until HTTP listens, there is nothing to finish. Process 1 of a container would ignore a signal that has no handler.
  process.once('SIGTERM', endAtOnce).once('SIGINT', endAtOnce);
  try {
    await boot(definition, log, tracing);
  } catch (error) {
    log.fatal({ err: error }, 'service.start_failed');
    process.exit(1);
  }
}

function endAtOnce(): never {
  process.exit(0);
}

/** Node would print an uncaught error with all its properties, such as the parameters of a query. */
function logUnexpectedErrors(log: Log): void {
  // Also called for an unhandled rejection.
  process.on('uncaughtException', (error: unknown) => {
    log.fatal({ err: error }, 'process.uncaught_error');
    process.exit(1);
  });
  process.removeAllListeners('warning');
  process.on('warning', (warning) => log.warn({ err: warning, warning: warning.name }, 'process.warning'));
}

async function boot(definition: ServiceDefinition, log: Log, tracing: Tracing): Promise<void> {
  const { settings } = definition;
  const metrics = new Registry();
  collectDefaultMetrics({ register: metrics });

  const app = await createApp(definition.module({ log, metrics }), {
    log,
    metrics,
    bodyLimit: definition.bodyLimit,
    trustProxy: settings.trustProxy,
    bodies: definition.bodies ?? 'json',
    isPublicEdge: definition.isPublicEdge ?? false,
    ...(definition.idempotencyHours !== undefined && { idempotencyHours: definition.idempotencyHours }),
  });
  if (definition.natsUrl !== undefined) {
    const options = natsOptions({ url: definition.natsUrl, name: `${settings.name} requests` });
    app.connectMicroservice(
      { strategy: new RequestServer({ ...options, queue: settings.name }, natsRequestTracing) },
      { inheritAppConfig: false },
    );
  }
  for (const strategy of definition.transports?.(app) ?? []) app.connectMicroservice({ strategy });
  if (definition.api !== undefined) serveDocs(app, definition.api);
  const lifecycle = definition.lifecycle(app, metrics);
  const health = new Health(lifecycle.checks);
  new HealthMetrics(metrics, health);
  const liveness = new Liveness();
  const ops = new OpsServer(health, liveness, metrics);

  const connections = new OpenConnections(app.getHttpAdapter().getInstance().server);
  const opsPort = await ops.listen(settings.opsHost, settings.opsPort);
  // Before the wait, so that the checks show what the process waits for.
  health.start();
  if (lifecycle.missingMigrations) await waitForSchema(lifecycle.missingMigrations, log);

  let transports: Promise<unknown> = Promise.resolve();
  const start = async (): Promise<void> => {
    await app.listen(settings.port, settings.host);
    // NATS may be unreachable. The transports keep trying to connect, and the service runs meanwhile.
    transports = app
      .startAllMicroservices()
      .catch((error: unknown) => log.error({ err: error }, 'transports.failed'));
    await lifecycle.start();
    liveness.watch(lifecycle.heartbeats);
    health.serve();
    log.info({ url: await app.getUrl(), ops_port: opsPort }, 'service.started');
  };
  let draining = false;
  const drain = async (signal: string): Promise<void> => {
    if (draining) return;
    draining = true;
    // Within the first second a second signal is ignored: npm sends each signal again that the terminal has already sent.
    setTimeout(
      () => process.once('SIGTERM', () => process.exit(1)).once('SIGINT', () => process.exit(1)),
      1_000,
    ).unref();
    const startedAt = performance.now();
    setTimeout(() => {
      log.error('service.drain_timed_out');
      process.exit(1);
    }, settings.drainTimeoutMs).unref();
    const { startMs, noticeMs, requestsMs, closeMs } = drainTimes(
      settings.drainTimeoutMs,
      lifecycle.finishMs ?? FINISH_MS,
    );
    health.drain();
    // Work that starts after `stopPulling` would not be finished.
    await Promise.race([
      starting.catch(() => undefined),
      new Promise((resolve) => setTimeout(resolve, startMs)),
    ]);
    await connections.close(requestsMs, noticeMs, () => lifecycle.endStreams?.());
    await lifecycle.stopPulling?.();
    await lifecycle.finish?.(
      Math.max(0, settings.drainTimeoutMs - closeMs - (performance.now() - startedAt)),
    );
    await Promise.race([transports, new Promise((resolve) => setTimeout(resolve, 100))]);
    await Promise.race([
      app.close().catch(() => undefined),
      new Promise((resolve) => setTimeout(resolve, closeMs / 2)),
    ]);
    // The last spans are those of the work that was finished above.
    await Promise.all([lifecycle.close(), tracing.stop(closeMs / 2)]);
    ops.close();
    await health.stop();
    liveness.stop();
    log.info({ signal, duration_ms: Math.round(performance.now() - startedAt) }, 'service.stopped');
    process.exit(0);
  };
  const onSignal = (signal: string): void => {
    drain(signal).catch((error: unknown) => {
      log.fatal({ err: error }, 'service.drain_failed');
      process.exit(1);
    });
  };
  process.off('SIGTERM', endAtOnce).off('SIGINT', endAtOnce);
  process.on('SIGTERM', () => onSignal('SIGTERM'));
  process.on('SIGINT', () => onSignal('SIGINT'));
  const starting = start();
  await starting.catch((error: unknown) => {
    // The shutdown closes what a start needs that took too long.
    if (!draining) throw error;
    log.warn({ err: error }, 'service.start_interrupted');
  });
}
