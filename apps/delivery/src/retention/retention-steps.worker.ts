import { uuidLowerBound } from '@flowforge/postgres/partitions';
import type { PartitionMaintenance } from '@flowforge/postgres/partition-maintenance';
import type { IdempotencyRetention } from '@flowforge/service-kit/idempotency/idempotency-retention';
import { deleteInBatches, deletionOf, type RetentionStep } from '@flowforge/service-kit/retention';
import type { RetentionMetrics } from '@flowforge/service-kit/retention-metrics';
import type { WebhookQueueStore } from '../delivery/webhook-queue.store.js';
import type { JobStore } from '../job/job.store.js';
import type { CurrentRouting } from '../routing/current-routing.worker.js';
import type { RoutingStore } from '../routing/routing.store.js';
import type { StatisticsStore } from '../statistics/statistics.store.js';

/** Days that statistics are kept. */
const STATISTICS_DAYS = 400;
const DAY_MS = 86_400_000;

/** What delivery's retention works on. */
export interface RetainedParts {
  routing: Pick<CurrentRouting, 'forget'>;
  routingStore: RoutingStore;
  jobStore: JobStore;
  queues: WebhookQueueStore;
  statisticsStore: StatisticsStore;
  idempotencyRetention: IdempotencyRetention;
  retentionMetrics: RetentionMetrics;
}

/** The steps of delivery's retention, in the order in which they run. `keepDays` is for events, and for what only they need. */
export function retentionSteps(
  partitions: Pick<PartitionMaintenance, 'run'>,
  parts: RetainedParts,
  keepDays: number,
): RetentionStep[] {
  const { routing, routingStore, jobStore, queues, statisticsStore, idempotencyRetention } = parts;
  const keptFrom = (): number => (Date.now() - keepDays * DAY_MS) * 1_000;
  const deletion = (table: string, deleteBatch: (limit: number) => Promise<number>): RetentionStep =>
    deletionOf(table, parts.retentionMetrics, deleteBatch);
  return [
    { name: 'partitions', run: async () => void (await partitions.run(Date.now())) },
    deletion('jobs', (limit) => jobStore.deleteEnded(keepDays, limit)),
    { name: 'routing view', run: async () => routing.forget(keptFrom()) },
    deletion('webhook_revisions', (limit) => routingStore.deleteReplacedRevisions(keptFrom(), limit)),
    deletion('assignments', (limit) => routingStore.deleteEndedAssignments(keptFrom(), limit)),
    {
      name: 'queues of deleted webhooks',
      run: async () => void (await queues.deleteOfDeletedWebhooks()),
    },
    {
      name: 'oldest events of queues',
      run: () => queues.raiseOldestEvents(uuidLowerBound(Date.now() - DAY_MS)),
    },
    deletion('statistics', (limit) => statisticsStore.deleteOld(STATISTICS_DAYS, limit)),
    {
      name: 'statistics of closed hours',
      run: (stopping) => deleteInBatches(stopping, (limit) => statisticsStore.mergeClosedHours(limit)),
    },
    idempotencyRetention,
  ];
}
