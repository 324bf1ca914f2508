import { JetStreamServer } from '@flowforge/messaging/jetstream-server';
import { ServiceClient } from '@flowforge/messaging/service-client';
import { EVENTS_STREAM, ROUTING_STREAM } from '@flowforge/messaging/streams';
import type { AuditOutbox } from '@flowforge/outbox/audit-outbox';
import { countMissingMigrations } from '@flowforge/postgres/migrate';
import { PeriodicTask } from '@flowforge/scheduling/periodic-task';
import type { Log } from '@flowforge/service-kit/log';
import { storageChecks } from '@flowforge/service-kit/ops/checks';
import { retentionTask } from '@flowforge/service-kit/retention';
import type { Lifecycle } from '@flowforge/service-kit/run-service';
import type { DeliveryConfig } from './config.js';
import type { Engine } from './engine.js';
import { migrations } from './migrations.js';
import { partitionRetention } from './retention/retention.store.js';
import { retentionSteps } from './retention/retention-steps.worker.js';

const LATE_SECONDS = 60;
const LOOP_LIMIT_MS = 30_000;
const MEASURE_MS = 2_000;
const BACKLOG_MS = 5_000;
const RETENTION_MS = 600_000;
const AUDIT_MS = 30_000;
/** Part of the drain that is kept for cancelled attempts, in milliseconds. */
const CANCEL_MS = 1_200;
const ORDER_GAPS_MS = 1_000;

/** Health checks, start and shutdown of delivery. */
export function deliveryLifecycle(
  engine: Engine,
  jetstream: JetStreamServer,
  audit: AuditOutbox,
  client: ServiceClient,
  { retentionDays, attemptTimeoutMs }: Pick<DeliveryConfig, 'retentionDays' | 'attemptTimeoutMs'>,
  log: Log,
): Lifecycle {
  const partitions = partitionRetention(engine.dataSource, retentionDays, engine.metrics.partitions, log);
  let oldestDueAge = 0;
  const measure = async (): Promise<void> => {
    oldestDueAge = await engine.queues.oldestDueAgeSeconds(engine.queueSender.excluded());
    const { open, halfOpen } = engine.circuits.count();
    engine.metrics.oldestDueAge.set(oldestDueAge);
    engine.metrics.inFlight.set(engine.running.size);
    engine.metrics.ackPending.set(engine.firstAttempts.size);
    engine.metrics.circuits.set({ state: 'open' }, open);
    engine.metrics.circuits.set({ state: 'half_open' }, halfOpen);
  };
  const measureConsumers = async (): Promise<void> => {
    for (const { stream } of [EVENTS_STREAM, ROUTING_STREAM])
      engine.consumers.show(stream, await jetstream.backlog(stream));
  };
  const onError = (error: unknown, task: string): void =>
    log.error({ err: error, task }, 'delivery.task_failed');
  const tasks = [
    new PeriodicTask({ name: 'measure', periodMs: MEASURE_MS, run: measure, onError }),
    new PeriodicTask({ name: 'consumer backlog', periodMs: BACKLOG_MS, run: measureConsumers, onError }),
    new PeriodicTask({ name: 'audit', periodMs: AUDIT_MS, run: () => engine.audit(), onError }),
    new PeriodicTask({ name: 'order gaps', periodMs: ORDER_GAPS_MS, run: () => engine.checkGaps(), onError }),
    retentionTask(RETENTION_MS, retentionSteps(partitions, engine, retentionDays), log),
  ];
  const answeredRecently = (stream: string): boolean =>
    performance.now() - jetstream.heartbeatAt(stream) < 10_000;

  return {
    checks: [
      ...storageChecks(engine.dataSource, migrations, engine.postgres),
      {
        name: 'nats',
        probe: async () => {
          if (!engine.link.connection) throw new Error('not connected');
        },
      },
      {
        name: 'consumers',
        probe: async () => {
          for (const { stream } of [EVENTS_STREAM, ROUTING_STREAM]) {
            if (!answeredRecently(stream))
              throw new Error(`the consumer of ${stream} has not answered for 10 s`);
          }
        },
      },
      {
        name: 'routing',
        okMeans: 'the webhooks and their assignments are loaded',
        probe: async () => {
          if (!engine.routing.loaded)
            throw new Error('the webhooks and their assignments are not loaded yet');
        },
      },
      {
        name: 'routing_confirmed',
        okMeans: 'the registry or the stream has confirmed the routing within the last seconds',
        degradesOnly: true,
        degradedAs: 'routing_not_confirmed',
        probe: async () => {
          if (!engine.routing.fresh)
            throw new Error('neither the registry nor the stream confirms the routing, so nothing is sent');
        },
      },
      {
        name: 'not_late',
        okMeans: `no delivery has been due for more than ${LATE_SECONDS} s`,
        degradesOnly: true,
        degradedAs: 'late',
        probe: async () => {
          if (oldestDueAge > LATE_SECONDS)
            throw new Error(`the oldest delivery has been due for ${Math.round(oldestDueAge)} s`);
        },
      },
    ],
    missingMigrations: () => countMissingMigrations(engine.dataSource, migrations),
    heartbeats: [
      { name: 'queue sender', at: () => engine.queueSender.heartbeatAt, limitMs: LOOP_LIMIT_MS },
      { name: 'jobs', at: () => engine.jobs.heartbeatAt, limitMs: LOOP_LIMIT_MS },
      { name: 'circuits', at: () => engine.circuits.heartbeatAt, limitMs: LOOP_LIMIT_MS },
      { name: 'replica lease', at: () => engine.lease.heartbeatAt, limitMs: LOOP_LIMIT_MS },
      { name: 'routing loop', at: () => engine.routing.heartbeatAt, limitMs: LOOP_LIMIT_MS },
    ],
    start: async () => {
      await partitions.run(Date.now());
      engine.routing.start();
      await Promise.all([engine.lease.start(), engine.circuits.start()]);
      engine.firstAttempts.start();
      engine.queueSender.start();
      const resumed = await engine.jobStore.resumeFailed();
      if (resumed > 0) log.warn({ jobs: resumed }, 'delivery.jobs_resumed');
      engine.jobs.start();
      engine.statistics.start();
      audit.start();
      for (const task of tasks) task.start();
    },
    stopPulling: async () => {
      await jetstream.close();
      await engine.queueSender.stopClaiming();
      await engine.jobs.stop();
    },
    finishMs: attemptTimeoutMs + CANCEL_MS,
    finish: async (deadlineMs) => {
      // Attempts that are cancelled need time to end, and their results to be stored.
      const attemptsMs = Math.max(0, deadlineMs - CANCEL_MS);
      await Promise.all([engine.queueSender.finish(attemptsMs), engine.firstAttempts.finish(attemptsMs)]);
      engine.settlers.events.flush();
      engine.settlers.routing.flush();
    },
    close: async () => {
      await audit.stop();
      await Promise.all(tasks.map((task) => task.stop()));
      await engine.firstAttempts.stop();
      await engine.statistics.stop();
      await engine.lease.stop();
      await engine.routing.stop();
      await engine.circuits.stop();
      await engine.sender.close(500);
      await client.close();
      await engine.link.close();
      await engine.dataSource.destroy();
    },
  };
}
