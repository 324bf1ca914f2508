import { PartitionMetrics } from '@flowforge/postgres/partition-maintenance';
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { AttemptResult } from '../delivery/attempt-result.js';
import { JOB_KINDS } from '../job/job.js';
import { REFUSED_RESULTS } from '../delivery/refused-result.js';
import { type Outcome, OUTCOMES } from '../outcome/outcome.js';

const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** Why an attempt could not be made now. */
const DEFERRAL_REASONS = ['routing_not_current', 'webhook_unknown', 'not_sent'] as const;
export type DeferralReason = (typeof DEFERRAL_REASONS)[number];

/** The class of status that an attempt usually has; `none` for the other outcomes, which have no response. */
const STATUS_CLASSES: Partial<Record<Outcome, string>> = {
  delivered: '2xx',
  endpoint_error: '5xx',
  gone: '4xx',
};

/** The metrics of delivery. Names and units follow Prometheus; no label holds a workspace, a webhook, an address or an id. */
export class DeliveryMetrics {
  readonly eventsAccepted: Counter;
  readonly eventsRejected: Counter;
  readonly batchesInsertedAgain: Counter;
  readonly deliveriesCreated: Counter;
  readonly firstAttemptLatency: Histogram;
  readonly oldestDueAge: Gauge;
  readonly missedWakeUps: Counter;
  readonly orderGapsPassed: Counter;
  readonly inFlight: Gauge;
  readonly circuits: Gauge<'state'>;
  readonly circuitOpenings: Counter;
  readonly deferred: Counter<'reason'>;
  readonly jobsFailed: Counter<'kind'>;
  readonly resultsRefused: Counter<'stored'>;
  readonly ackPending: Gauge;
  readonly partitions: PartitionMetrics;
  private readonly internalErrors: Counter;
  private readonly attempts: Counter<'outcome' | 'status_class'>;
  private readonly attemptDuration: Histogram;

  constructor(registry: Registry) {
    const registers = [registry];
    this.partitions = new PartitionMetrics(registry);
    this.eventsAccepted = new Counter({
      name: 'webhook_events_accepted_total',
      help: 'Events stored, with or without a webhook to deliver them to.',
      registers,
    });
    this.eventsRejected = new Counter({
      name: 'webhook_events_rejected_total',
      help: 'Messages that are malformed, or whose data the database refuses.',
      registers,
    });
    this.batchesInsertedAgain = new Counter({
      name: 'webhook_event_batches_inserted_again_total',
      help: 'Batches of new events that were inserted again, because one of them was stored already. Postgres logs an ERROR for each.',
      registers,
    });
    this.deliveriesCreated = new Counter({
      name: 'webhook_deliveries_created_total',
      help: 'Deliveries planned.',
      registers,
    });
    this.attempts = new Counter({
      name: 'webhook_delivery_attempts_total',
      help: 'Attempts made, by outcome and class of HTTP status.',
      labelNames: ['outcome', 'status_class'],
      registers,
    });
    this.internalErrors = new Counter({
      name: 'webhook_internal_errors_total',
      help: 'Attempts that failed because of Flowforge itself. Alert on any increase: after 20 of them a delivery fails.',
      registers,
    });
    this.attemptDuration = new Histogram({
      name: 'webhook_delivery_attempt_duration_seconds',
      help: 'Time from the start of an attempt to its end.',
      buckets: SECONDS,
      registers,
    });
    this.firstAttemptLatency = new Histogram({
      name: 'webhook_first_attempt_latency_seconds',
      help: 'Time from the commit of an event to the start of a first attempt that did not wait in the queue of its webhook.',
      buckets: SECONDS,
      registers,
    });
    this.oldestDueAge = new Gauge({
      name: 'webhook_oldest_due_age_seconds',
      help: 'Seconds since the oldest delivery that could be sent now became due.',
      registers,
    });
    this.missedWakeUps = new Counter({
      name: 'webhook_missed_wake_ups_total',
      help: 'Queues of webhooks that had a due delivery and were not due themselves. Always 0 unless there is a defect.',
      registers,
    });
    this.orderGapsPassed = new Counter({
      name: 'webhook_order_gaps_passed_total',
      help: 'Deliveries in order that no longer waited for an event that has not come. Alert on any increase.',
      registers,
    });
    this.inFlight = new Gauge({
      name: 'webhook_deliveries_in_flight',
      help: 'Attempts that run in this process.',
      registers,
    });
    this.circuits = new Gauge({
      name: 'webhook_circuits',
      help: 'Circuits that are not closed, by state.',
      labelNames: ['state'],
      registers,
    });
    this.circuitOpenings = new Counter({
      name: 'webhook_circuit_openings_total',
      help: 'Circuits that this process has opened. A probe that fails is not counted.',
      registers,
    });
    this.jobsFailed = new Counter({
      name: 'webhook_jobs_failed_total',
      help: 'Jobs that ended as failed after 10 tries, by kind: replan, skip, recovery. Alert on any increase.',
      labelNames: ['kind'],
      registers,
    });
    this.resultsRefused = new Counter({
      name: 'webhook_results_refused_total',
      help: 'Results that the database refused, by what was stored: without_response, end_only, nothing. Alert on any increase.',
      labelNames: ['stored'],
      registers,
    });
    this.deferred = new Counter({
      name: 'webhook_attempts_deferred_total',
      help: 'Attempts that could not be made: routing_not_current, webhook_unknown, or not_sent (no slot, lookup or lease).',
      labelNames: ['reason'],
      registers,
    });
    this.ackPending = new Gauge({
      name: 'jetstream_ack_pending',
      help: 'Events whose messages this process has received and not acknowledged yet.',
      registers,
    });
    this.startSeries();
  }

  /** The series exist from the start: of a series that begins at 1, Prometheus does not see the first increase. */
  private startSeries(): void {
    for (const kind of JOB_KINDS) this.jobsFailed.inc({ kind }, 0);
    for (const stored of REFUSED_RESULTS) this.resultsRefused.inc({ stored }, 0);
    for (const reason of DEFERRAL_REASONS) this.deferred.inc({ reason }, 0);
    for (const outcome of OUTCOMES)
      this.attempts.inc({ outcome, status_class: STATUS_CLASSES[outcome] ?? 'none' }, 0);
  }

  /** Counts an attempt that was made. */
  attempted(result: AttemptResult): void {
    const statusClass = result.statusCode === null ? 'none' : `${Math.floor(result.statusCode / 100)}xx`;
    this.attempts.inc({ outcome: result.outcome, status_class: statusClass });
    if (result.outcome === 'internal_error') this.internalErrors.inc();
    this.attemptDuration.observe(result.durationMs / 1_000);
  }
}
