import { Database } from '@flowforge/postgres/database';
import type { Provider } from '@nestjs/common';
import type { Registry } from 'prom-client';
import { IdempotencyRetention } from '../idempotency/idempotency-retention.js';
import { RetentionMetrics } from '../retention-metrics.js';

/** `RetentionMetrics` and `IdempotencyRetention` of a service that stores answers. Needs `Database`. */
export function retentionProviders(metrics: Registry): Provider[] {
  return [
    { provide: RetentionMetrics, useFactory: () => new RetentionMetrics(metrics) },
    {
      provide: IdempotencyRetention,
      inject: [Database, RetentionMetrics],
      useFactory: (database: Database, retentionMetrics: RetentionMetrics) =>
        new IdempotencyRetention(database, retentionMetrics),
    },
  ];
}
