import { NatsLink } from '@flowforge/messaging/nats-link';
import { Database } from '@flowforge/postgres/database';
import { WorkspaceDatabase } from '@flowforge/postgres/workspace-database';
import { KeyRing } from '@flowforge/encryption/key-ring';
import type { Log } from '@flowforge/service-kit/log';
import type { Registry } from 'prom-client';
import type { DataSource } from 'typeorm';
import { AttemptRunner } from './attempt/attempt-runner.service.js';
import { AttemptSender } from './attempt/attempt-sender.client.js';
import { Slots } from './attempt/slots.js';
import { Circuits } from './circuit/circuits.worker.js';
import type { DeliveryConfig } from './config.js';
import { DueDeliveries, type LeaseSettings } from './due/due-deliveries.worker.js';
import { DueStore } from './due/due.store.js';
import { DeliveryMetrics } from './metrics/delivery-metrics.js';
import { InFlightEventWriter } from './on-captured-event/in-flight-event-writer.service.js';
import { FirstAttempts } from './on-captured-event/first-attempts.worker.js';
import { OnCapturedEvent } from './on-captured-event/on-captured-event.service.js';
import { OnRoutingChanged } from './on-routing-changed/on-routing-changed.service.js';
import { Recorder } from './record/recorder.worker.js';
import { RecordStore } from './record/record.store.js';
import { CurrentRouting } from './routing/current-routing.worker.js';
import { Replanner } from './routing/replanner.service.js';
import { RoutingStore } from './routing/routing.store.js';
import type { WebhookRevision } from './routing/routing.js';
import { WebhookRuntimes } from './routing/webhook-runtimes.js';
import { VERSION } from '@flowforge/service-kit/version';
import { Settler } from './settle/settler.client.js';

/** A lease is this much longer than the deadline of an attempt, in milliseconds: time to store the result. */
const LEASE_MARGIN_MS = 2_000;

/** The delivery engine: all parts between a received message and a stored attempt. */
export interface Engine {
  dataSource: DataSource;
  database: WorkspaceDatabase;
  link: NatsLink;
  metrics: DeliveryMetrics;
  routing: CurrentRouting;
  circuits: Circuits;
  slots: Slots;
  sender: AttemptSender;
  recorder: Recorder;
  dueStore: DueStore;
  dueDeliveries: DueDeliveries;
  firstAttempts: FirstAttempts;
  settlers: { events: Settler; routing: Settler };
  onCapturedEvent: OnCapturedEvent;
  onRoutingChanged: OnRoutingChanged;
}

/**
 * Creates the engine's parts, in the order in which data flows through them.
 *
 * @param onGone called with a webhook whose endpoint answered 410, and the id of that delivery
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
  const link = new NatsLink({ url: config.natsUrl, name: 'delivery' }, (refusal) =>
    log.error(refusal, 'nats.refused'),
  );
  const metrics = new DeliveryMetrics(registry);
  const settlers = { events: new Settler(link, 'conversations'), routing: new Settler(link, 'registry') };
  const { attemptTimeoutMs } = config;
  const leaseSettings: LeaseSettings = { leaseMs: attemptTimeoutMs + LEASE_MARGIN_MS, attemptTimeoutMs };

  const database = new Database(dataSource);
  const routingStore = new RoutingStore(database);
  const routing = new CurrentRouting(routingStore, link, config.routingMarginMs, (error) =>
    log.error({ err: error }, 'routing.refresh_failed'),
  );
  const records = new RecordStore(database);
  const replanner = new Replanner(routingStore, records, routing, config.routingMarginMs, () =>
    dueDeliveries.wake(),
  );
  const recorder = new Recorder(records, replanner, log, setPaused);

  const circuits = new Circuits({
    attemptTimeoutMs: config.attemptTimeoutMs,
    resetTimeoutMs: config.circuitResetMs,
  });
  const slots = new Slots(config.maxInFlight, config.maxInFlightPerWebhook);
  const sender = new AttemptSender({
    localRun: config.allowInsecureEndpoints,
    timeoutMs: config.attemptTimeoutMs,
  });
  const runtimes = new WebhookRuntimes(KeyRing.parse(config.encryptionKeys));
  const runner = new AttemptRunner(
    routing,
    runtimes,
    circuits,
    sender,
    metrics,
    `Flowforge-Webhooks/${VERSION}`,
    log,
    onGone,
  );

  const dueStore = new DueStore(database);
  const dueDeliveries: DueDeliveries = new DueDeliveries(
    dueStore,
    runner,
    slots,
    circuits,
    recorder,
    leaseSettings,
    log,
  );
  const firstAttempts = new FirstAttempts(
    routing,
    runner,
    slots,
    circuits,
    recorder,
    new InFlightEventWriter(
      recorder,
      metrics,
      log,
      (eventId) => settlers.events.add(eventId),
      () => dueDeliveries.wake(),
    ),
    metrics,
    leaseSettings,
    log,
  );
  return {
    dataSource,
    database: new WorkspaceDatabase(database),
    link,
    metrics,
    routing,
    circuits,
    slots,
    sender,
    recorder,
    dueStore,
    dueDeliveries,
    firstAttempts,
    settlers,
    onCapturedEvent: new OnCapturedEvent(firstAttempts, records, replanner, settlers.events, metrics, log),
    onRoutingChanged: new OnRoutingChanged(routingStore, replanner, routing, settlers.routing, log, () =>
      dueDeliveries.wake(),
    ),
  };
}
