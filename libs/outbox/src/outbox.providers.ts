import { NatsLink } from '@flowforge/messaging/nats-link';
import type { StreamDefinition } from '@flowforge/messaging/streams';
import { Database } from '@flowforge/postgres/database';
import { PartitionMetrics } from '@flowforge/postgres/partition-maintenance';
import type { Provider } from '@nestjs/common';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import { OutboxMetrics } from './outbox-metrics.js';
import { OutboxRelay } from './outbox-relay.js';
import { OutboxRetention } from './outbox-retention.service.js';
import { OutboxStore } from './outbox.store.js';

/** What the outbox of one service needs. */
export interface OutboxSettings {
  /** The stream that the relay publishes to. */
  stream: StreamDefinition;
  log: Logger;
  metrics: Registry;
}

/** `OutboxStore`, `OutboxMetrics`, `OutboxRelay` and `OutboxRetention` of a service. They need `Database` and `NatsLink` beside them. */
export function outboxProviders({ stream, log, metrics }: OutboxSettings): Provider[] {
  return [
    {
      provide: OutboxStore,
      inject: [Database],
      useFactory: (database: Database) => new OutboxStore(database),
    },
    {
      provide: OutboxMetrics,
      inject: [OutboxStore],
      useFactory: (store: OutboxStore) =>
        new OutboxMetrics(store, metrics, (error) => log.warn({ err: error }, 'outbox.metrics_failed')),
    },
    {
      provide: OutboxRetention,
      inject: [Database],
      useFactory: (database: Database) =>
        new OutboxRetention(database.dataSource, new PartitionMetrics(metrics), (details, message) =>
          log.warn(details, message),
        ),
    },
    {
      provide: OutboxRelay,
      inject: [OutboxStore, NatsLink, OutboxMetrics],
      useFactory: (store: OutboxStore, link: NatsLink, outboxMetrics: OutboxMetrics) =>
        new OutboxRelay(store, link, stream, {
          published: (count) => {
            if (count > 0) log.debug({ count }, 'outbox.published');
          },
          republished: (count) => outboxMetrics.countRepublished(count),
          failed: (step, error) => log.warn({ err: error, step }, 'outbox.failed'),
        }),
    },
  ];
}
