import type { MigrationClass } from '@flowforge/postgres/migrate';
import { AuditOutbox1764900000000 } from './migrations/1764900000000-audit-outbox.js';
import { CreateDelivery1764000000000 } from './migrations/1764000000000-create-delivery.js';
import { RenameOutcomeGone1764100000000 } from './migrations/1764100000000-rename-outcome-gone.js';
import { WebhookQueues1764200000000 } from './migrations/1764200000000-webhook-queues.js';
import { Circuits1764300000000 } from './migrations/1764300000000-circuits.js';
import { CircuitReason1764410000000 } from './migrations/1764410000000-circuit-reason.js';
import { WebhookSchedule1764510000000 } from './migrations/1764510000000-webhook-schedule.js';
import { DeliveryLists1764520000000 } from './migrations/1764520000000-delivery-lists.js';
import { WebhookRateLimit1764610000000 } from './migrations/1764610000000-webhook-rate-limit.js';
import { Jobs1764620000000 } from './migrations/1764620000000-jobs.js';
import { IdempotencyKeys1764630000000 } from './migrations/1764630000000-idempotency-keys.js';
import { RoomForUpdates1764700000000 } from './migrations/1764700000000-room-for-updates.js';
import { DeliveryOrder1764710000000 } from './migrations/1764710000000-delivery-order.js';
import { InternalErrors1764750000000 } from './migrations/1764750000000-internal-errors.js';
import { JobTurns1764760000000 } from './migrations/1764760000000-job-turns.js';
import { RevisionTimes1765300000000 } from './migrations/1765300000000-revision-times.js';
import { QueueServedAt1764770000000 } from './migrations/1764770000000-queue-served-at.js';
import { QueueNewestEvent1764790000000 } from './migrations/1764790000000-queue-newest-event.js';
import { ResponseHeaders1764740000000 } from './migrations/1764740000000-response-headers.js';
import { TraceOfEvents1765100000000 } from './migrations/1765100000000-trace-of-events.js';
import { Statistics1764720000000 } from './migrations/1764720000000-statistics.js';
import { AttemptPhases1764795000000 } from './migrations/1764795000000-attempt-phases.js';
import { EventTypeFilter1764780000000 } from './migrations/1764780000000-event-type-filter.js';
import { FailureReason1764730000000 } from './migrations/1764730000000-failure-reason.js';
import { FailedJobs1764910000000 } from './migrations/1764910000000-failed-jobs.js';
import { UnmergedStatistics1765200000000 } from './migrations/1765200000000-unmerged-statistics.js';

/** The migrations of the schema `delivery`, oldest first. A released one never changes. */
export const migrations: MigrationClass[] = [
  CreateDelivery1764000000000,
  RenameOutcomeGone1764100000000,
  WebhookQueues1764200000000,
  Circuits1764300000000,
  CircuitReason1764410000000,
  WebhookSchedule1764510000000,
  DeliveryLists1764520000000,
  WebhookRateLimit1764610000000,
  Jobs1764620000000,
  IdempotencyKeys1764630000000,
  RoomForUpdates1764700000000,
  DeliveryOrder1764710000000,
  Statistics1764720000000,
  FailureReason1764730000000,
  ResponseHeaders1764740000000,
  InternalErrors1764750000000,
  JobTurns1764760000000,
  QueueServedAt1764770000000,
  EventTypeFilter1764780000000,
  QueueNewestEvent1764790000000,
  AttemptPhases1764795000000,
  AuditOutbox1764900000000,
  FailedJobs1764910000000,
  TraceOfEvents1765100000000,
  UnmergedStatistics1765200000000,
  RevisionTimes1765300000000,
];
