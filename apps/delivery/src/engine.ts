import type { NatsLink } from '@flowforge/messaging/nats-link';
import { Database } from '@flowforge/postgres/database';
import { PostgresMetrics } from '@flowforge/postgres/postgres-metrics';
import { uuidLowerBound } from '@flowforge/postgres/partitions';
import { WorkspaceDatabase } from '@flowforge/postgres/workspace-database';
import { KeyRing } from '@flowforge/encryption/key-ring';
import { IdempotencyRetention } from '@flowforge/service-kit/idempotency/idempotency-retention';
import { RetentionMetrics } from '@flowforge/service-kit/retention-metrics';
import type { Log } from '@flowforge/service-kit/log';
import { openNatsLink } from '@flowforge/service-kit/wiring/nats.providers';
import type { Registry } from 'prom-client';
import type { DataSource } from 'typeorm';
import { AttemptRunner } from './attempt/attempt-runner.service.js';
import { AttemptSender } from './outbound/attempt-sender.client.js';
import { RunningAttempts } from './admission/running-attempts.js';
import { CircuitStore } from './circuit/circuit.store.js';
import { Circuits } from './circuit/circuits.worker.js';
import type { DeliveryConfig } from './config.js';
import { DeliveryStore } from './delivery/delivery.store.js';
import { DeliveryOrderStore } from './delivery/delivery-order.store.js';
import { ClaimStore } from './delivery/claim.store.js';
import { HeldDeliveryStore } from './delivery/held-delivery.store.js';
import { WebhookQueueStore } from './delivery/webhook-queue.store.js';
import { ConsumerMetrics } from './metrics/consumer-metrics.js';
import { DeliveryMetrics } from './metrics/delivery-metrics.js';
import { InFlightEventWriter } from './on-captured-event/in-flight-event-writer.service.js';
import { FirstAttempts } from './on-captured-event/first-attempts.worker.js';
import { OnCapturedEvent } from './on-captured-event/on-captured-event.service.js';
import { OnRoutingChanged } from './on-routing-changed/on-routing-changed.service.js';
import { Recorder } from './record/recorder.worker.js';
import { QueueSender } from './send-from-queues/queue-sender.worker.js';
import { LEASE_TIMES, ReplicaLease } from './replica/replica-lease.worker.js';
import { ReplicaStore } from './replica/replica.store.js';
import { PendingChanges } from './routing/pending-changes.client.js';
import { CurrentRouting } from './routing/current-routing.worker.js';
import { JobChunkFailed } from './job/job.js';
import { JobRunner } from './job/job-runner.worker.js';
import { JobStore } from './job/job.store.js';
import { StatisticsStore } from './statistics/statistics.store.js';
import { Statistics } from './statistics/statistics.worker.js';
import { SkipBacklog } from './skip-backlog/skip-backlog.service.js';
import { RecoverDeliveries } from './recover-deliveries/recover-deliveries.service.js';
import { ReplanJob } from './replan/replan-job.service.js';
import { Replanner } from './replan/replanner.service.js';
import { RoutingStore } from './routing/routing.store.js';
import type { WebhookRevision } from './routing/routing.js';
import { WebhookRuntimes } from './routing/webhook-runtimes.js';
import { USER_AGENT } from './attempt/attempt-headers.js';
import { Settler } from './settle/settler.client.js';

/** Part of all attempts that only waiting deliveries may use, and that one workspace may use. */
const QUEUE_SHARE = 1 / 16;
const WORKSPACE_SHARE = 3 / 8;
/** Time between the deadline of a probe and its expiry, in milliseconds: its result has to be stored. */
const PROBE_MARGIN_MS = 10_000;
const DAY_MS = 86_400_000;

/** The delivery engine: all parts between a received message and a stored attempt. */
export interface Engine {
  dataSource: DataSource;
  database: WorkspaceDatabase;
  link: NatsLink;
  metrics: DeliveryMetrics;
  postgres: PostgresMetrics;
  consumers: ConsumerMetrics;
  routing: CurrentRouting;
  routingStore: RoutingStore;
  circuits: Circuits;
  running: RunningAttempts;
  sender: AttemptSender;
  runtimes: WebhookRuntimes;
  recorder: Recorder;
  queues: WebhookQueueStore;
  lease: ReplicaLease;
  queueSender: QueueSender;
  firstAttempts: FirstAttempts;
  jobs: JobRunner;
  jobStore: JobStore;
  statistics: Statistics;
  statisticsStore: StatisticsStore;
  idempotencyRetention: IdempotencyRetention;
  retentionMetrics: RetentionMetrics;
  settlers: { events: Settler; routing: Settler };
  onCapturedEvent: OnCapturedEvent;
  onRoutingChanged: OnRoutingChanged;
  /**
   * Takes over what replicas without a lease have started, releases what waits for an order that its webhook no longer keeps, and checks
   * that no queue missed a wake-up or waits because the clock of the database went back.
   */
  audit: () => Promise<void>;
  /** Makes ordered deliveries due that waited for a missing event: it was stored, or the wait for it is over. */
  checkGaps: () => Promise<void>;
}

/**
 * Creates the engine's parts, in the order in which data flows through them.
 *
 * @param onGone called with a webhook whose endpoint wants nothing more (a 410, or by a header), and the id of that delivery
 * @param setPaused pauses (true) or resumes (false) receiving events; paused while the database is unavailable
 */
export function createEngine(
  config: DeliveryConfig,
  dataSource: DataSource,
  log: Log,
  registry: Registry,
  setPaused: (paused: boolean) => void,
  onGone: (webhook: WebhookRevision, deliveryId: string) => void,
): Engine {
  const link = openNatsLink({ url: config.natsUrl, name: 'delivery' }, log);
  const metrics = new DeliveryMetrics(registry);
  const settlers = { events: new Settler(link, 'conversations'), routing: new Settler(link, 'registry') };

  const database = new Database(dataSource);
  const routingStore = new RoutingStore(database);
  const ring = KeyRing.parse(config.encryptionKeys);
  const routing: CurrentRouting = new CurrentRouting(
    routingStore,
    link,
    config.routingMarginMs,
    () => onRoutingChanged.applyPending(),
    (error) => log.error({ err: error }, 'routing.refresh_failed'),
  );
  const deliveries = new DeliveryStore(database, () => metrics.batchesInsertedAgain.inc());
  const jobStore = new JobStore(database);
  const replanner = new Replanner(deliveries, routing, jobStore, () => queueSender.wake());
  const statisticsStore = new StatisticsStore(database);
  const statistics = new Statistics(statisticsStore, (error) =>
    log.error({ err: error }, 'delivery.statistics_not_stored'),
  );
  const recorder = new Recorder(deliveries, replanner, statistics, metrics, log, setPaused);

  const running = new RunningAttempts({
    fast: Math.ceil(config.maxInFlight / 2),
    slow: Math.ceil(config.maxInFlight / 2),
    reservedForQueues: Math.floor(config.maxInFlight * QUEUE_SHARE),
    perWebhook: config.maxInFlightPerWebhook,
    perWorkspace: Math.ceil(config.maxInFlight * WORKSPACE_SHARE),
  });
  const circuits = new Circuits(
    new CircuitStore(database),
    { attemptTimeoutMs: config.attemptTimeoutMs, resetTimeoutMs: config.circuitResetMs },
    (webhookId) => running.restart(webhookId),
    () => metrics.circuitOpenings.inc(),
    (error) => log.error({ err: error }, 'circuit.not_stored'),
  );
  const sender = new AttemptSender({
    localRun: config.allowInsecureEndpoints,
    timeoutMs: config.attemptTimeoutMs,
  });
  const runtimes = new WebhookRuntimes(ring);
  routing.onRevisionLoaded((webhookId) => runtimes.remove(webhookId));
  const runner = new AttemptRunner(routing, runtimes, circuits, sender, metrics, USER_AGENT, log, onGone);

  const queues = new WebhookQueueStore(database);
  const held = new HeldDeliveryStore(database);
  const claims = new ClaimStore(
    database,
    config.attemptTimeoutMs + PROBE_MARGIN_MS,
    (webhookId) => routing.current(webhookId)?.rateIntervalUs ?? null,
  );
  const order = new DeliveryOrderStore(database);
  const audit = async (): Promise<void> => {
    const released = await held.takeOver();
    if (released > 0) log.warn({ deliveries: released }, 'delivery.taken_over');
    const unordered = await order.releaseUnordered(
      (webhookId) => routing.current(webhookId)?.isOrdered === false,
    );
    if (unordered > 0) log.info({ deliveries: unordered }, 'delivery.order_ended');
    const moved = await queues.followClockBack();
    if (moved > 0) log.warn({ queues: moved }, 'delivery.clock_went_back');
    const missed = await queues.repairMissedWakeUps();
    metrics.missedWakeUps.inc(missed);
    if (missed > 0) log.error({ queues: missed }, 'delivery.missed_wake_up');
    if (released + unordered + moved + missed > 0) queueSender.wake();
  };
  const checkGaps = async (): Promise<void> => {
    const { advanced, passed } = await order.checkGaps(
      uuidLowerBound(Date.now() - config.retentionDays * DAY_MS),
    );
    metrics.orderGapsPassed.inc(passed.length);
    for (const { workspaceId, webhookId, conversationId, eventId } of passed) {
      log.warn(
        {
          workspace_id: workspaceId,
          webhook_id: webhookId,
          conversation_id: conversationId,
          event_id: eventId,
        },
        'delivery.order_gap_passed',
      );
    }
    if (advanced > 0) queueSender.wake();
  };
  const lease = new ReplicaLease(
    new ReplicaStore(database),
    LEASE_TIMES,
    () => void audit().catch((error: unknown) => log.error({ err: error }, 'delivery.take_over_failed')),
    (error) => log.error({ err: error }, 'delivery.lease_not_renewed'),
  );
  const queueSender: QueueSender = new QueueSender(
    claims,
    lease,
    runner,
    running,
    recorder,
    () => routing.fresh,
    held,
    () => firstAttempts.stored,
    log,
  );
  const firstAttempts: FirstAttempts = new FirstAttempts(
    routing,
    runner,
    running,
    circuits,
    recorder,
    new InFlightEventWriter(
      recorder,
      metrics,
      log,
      (eventId) => settlers.events.add(eventId),
      () => queueSender.wake(),
    ),
    metrics,
    lease,
    () => queueSender.attemptFailed(),
    log,
  );
  const replanJob = new ReplanJob(routingStore, deliveries, config.routingMarginMs);
  const skipBacklog = new SkipBacklog(log, (workspaceId, webhookId, count) =>
    statistics.countSkipped(workspaceId, webhookId, count),
  );
  const recoverDeliveries = new RecoverDeliveries(routingStore, deliveries, config.routingMarginMs);
  const retentionMetrics = new RetentionMetrics(registry);
  const jobs = new JobRunner(
    jobStore,
    {
      replan: (tx, job) => replanJob.runChunk(tx, job),
      skip: (tx, job) => skipBacklog.runChunk(tx, job),
      recovery: (tx, job) => recoverDeliveries.runChunk(tx, job),
    },
    () => queueSender.wake(),
    (error) => {
      if (!(error instanceof JobChunkFailed)) return log.error({ err: error }, 'delivery.jobs_not_run');
      const { job, failures, isFinal, cause } = error;
      const ids = { job_id: job.id, kind: job.kind, workspace_id: job.workspaceId };
      log.error({ err: cause, ...ids, failures, final: isFinal }, 'delivery.job_failed');
      if (isFinal) metrics.jobsFailed.inc({ kind: job.kind });
    },
  );
  const onRoutingChanged: OnRoutingChanged = new OnRoutingChanged(
    routingStore,
    replanJob,
    skipBacklog,
    routing,
    settlers.routing,
    new PendingChanges(config.registryUrls, ring, log),
    log,
    () => jobs.wake(),
  );
  return {
    dataSource,
    database: new WorkspaceDatabase(database),
    link,
    metrics,
    postgres: new PostgresMetrics(registry, dataSource),
    consumers: new ConsumerMetrics(registry),
    routing,
    routingStore,
    circuits,
    running,
    sender,
    runtimes,
    recorder,
    queues,
    lease,
    queueSender,
    audit,
    checkGaps,
    firstAttempts,
    jobs,
    jobStore,
    statistics,
    statisticsStore,
    idempotencyRetention: new IdempotencyRetention(database, retentionMetrics),
    retentionMetrics,
    settlers,
    onCapturedEvent: new OnCapturedEvent(firstAttempts, deliveries, replanner, settlers.events, metrics, log),
    onRoutingChanged,
  };
}
