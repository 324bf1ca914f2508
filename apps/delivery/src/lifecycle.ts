import { JetStreamServer } from '@flowforge/messaging/jetstream-server';
import { ServiceClient } from '@flowforge/messaging/service-client';
import { EVENTS_STREAM, ROUTING_STREAM } from '@flowforge/messaging/streams';
import { dropDailyPartitions, ensureDailyPartitions } from '@flowforge/postgres/partitions';
import type { Log } from '@flowforge/service-kit/log';
import { storageChecks } from '@flowforge/service-kit/ops/checks';
import type { Lifecycle } from '@flowforge/service-kit/run-service';
import type { Engine } from './engine.js';
import { migrations } from './migrations.js';

const LATE_SECONDS = 60;
const LOOP_LIMIT_MS = 30_000;
const MEASURE_MS = 2_000;
const RETENTION_MS = 600_000;
const PARTITIONS_AHEAD = 3;
const RETAINED_MS = 30 * 86_400_000;
/** A partition with unfinished deliveries is not dropped. */
const WORK_LEFT = 'due_at IS NOT NULL';

/** Health checks, start and shutdown of delivery. */
export function deliveryLifecycle(
  engine: Engine,
  jetstream: JetStreamServer,
  client: ServiceClient,
  log: Log,
): Lifecycle {
  const timers: NodeJS.Timeout[] = [];
  let oldestDueAge = 0;
  const measure = async (): Promise<void> => {
    oldestDueAge = await engine.dueStore.oldestDueAgeSeconds(engine.dueDeliveries.blocked());
    const { open, halfOpen } = engine.circuits.count();
    engine.metrics.oldestDueAge.set(oldestDueAge);
    engine.metrics.inFlight.set(engine.slots.inFlight);
    engine.metrics.ackPending.set(engine.firstAttempts.size);
    engine.metrics.circuits.set({ state: 'open' }, open);
    engine.metrics.circuits.set({ state: 'half_open' }, halfOpen);
  };
  const every = (ms: number, step: string, work: () => Promise<void>): void => {
    timers.push(
      setInterval(
        () => void work().catch((error: unknown) => log.error({ err: error, step }, 'delivery.step_failed')),
        ms,
      ),
    );
  };
  const heardRecently = (stream: string): boolean => performance.now() - jetstream.heardAt(stream) < 10_000;

  return {
    checks: [
      ...storageChecks(engine.dataSource, migrations),
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
            if (!heardRecently(stream))
              throw new Error(`the consumer of ${stream} has not answered for 10 s`);
          }
        },
      },
      {
        name: 'routing',
        probe: async () => {
          if (!engine.routing.loaded) throw new Error('not loaded yet');
        },
      },
      {
        name: 'not_late',
        probe: async () => {
          if (oldestDueAge > LATE_SECONDS)
            throw new Error(`the oldest delivery has been due for ${Math.round(oldestDueAge)} s`);
        },
      },
    ],
    heartbeats: [
      { name: 'due loop', at: () => engine.dueDeliveries.heartbeatAt, limitMs: LOOP_LIMIT_MS },
      { name: 'routing loop', at: () => engine.routing.heartbeatAt, limitMs: LOOP_LIMIT_MS },
    ],
    start: async () => {
      await runRetention(engine);
      engine.routing.start();
      engine.firstAttempts.start();
      engine.dueDeliveries.start();
      every(MEASURE_MS, 'measure', measure);
      every(RETENTION_MS, 'retention', () => runRetention(engine));
    },
    stopPulling: async () => {
      await jetstream.close();
      await engine.dueDeliveries.stopClaiming();
    },
    finish: async (deadlineMs) => {
      const startedAt = performance.now();
      await engine.dueDeliveries.finish(deadlineMs / 2);
      await engine.firstAttempts.finish(Math.max(0, deadlineMs - (performance.now() - startedAt)));
      engine.settlers.events.flush();
      engine.settlers.routing.flush();
    },
    close: async () => {
      for (const timer of timers) clearInterval(timer);
      engine.firstAttempts.stop();
      engine.routing.stop();
      engine.circuits.stop();
      await engine.sender.close(500);
      await client.close();
      await engine.link.close();
      await engine.dataSource.destroy();
    },
  };
}

async function runRetention(engine: Engine): Promise<void> {
  for (const table of ['events', 'deliveries', 'attempts']) {
    await ensureDailyPartitions(engine.dataSource, table, Date.now(), PARTITIONS_AHEAD);
  }
  // A delivery may be retried for days and needs its event, so partitions of events are dropped with those of deliveries.
  const before = Date.now() - RETAINED_MS;
  const dropped = await dropDailyPartitions(engine.dataSource, 'deliveries', before, WORK_LEFT);
  for (const name of dropped) {
    const suffix = name.slice('deliveries_'.length);
    await engine.dataSource.query(`DROP TABLE IF EXISTS attempts_${suffix}, events_${suffix}`);
  }
}
