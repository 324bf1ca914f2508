import { type AlertCase, DELIVERY, NAMESPACE, of, value } from './alert-case.js';

const oldestDue = of('webhook_oldest_due_age_seconds');
const attempts = (outcome: string): string => of('webhook_delivery_attempts_total', `outcome="${outcome}"`);
const ready = (service: string): string => of('service_ready', '', service);
const otherServices = {
  [ready('console')]: '1x20',
  [ready('conversations')]: '1x20',
  [ready('registry')]: '1x20',
};
const check = (name: string): string => of('health_check_passing', `check="${name}"`);
const disk = (name: string): string =>
  `kubelet_volume_stats_${name}_bytes{namespace="flowforge", persistentvolumeclaim="postgres-1"}`;
const certificate =
  'certmanager_certificate_expiration_timestamp_seconds{namespace="flowforge", name="nats-server"}';
const BY_SERVICE = { namespace: 'flowforge', service: 'delivery' };
const consoleRequests = (statusClass: string): string =>
  of('http_request_duration_seconds_count', `status_class="${statusClass}"`, 'console');

/** The cases of the alerts about causes. */
export const CAUSE_CASES: readonly AlertCase[] = [
  value('DeliveriesLate', oldestDue, '61x10', 6, [NAMESPACE]),
  value('DeliveriesLate', oldestDue, '59x10', 6, []),
  value('DeliveriesLate', oldestDue, '0x3 61x3', 6, []),
  value('OutboxStuck', of('outbox_oldest_age_seconds'), '61x10', 5, [BY_SERVICE]),
  value('OutboxStuck', of('outbox_oldest_age_seconds'), '59x10', 5, []),
  {
    alert: 'ConsumerStuck',
    series: {
      [of('jetstream_consumer_pending', 'stream="EVENTS"')]: '3x20',
      [of('webhook_events_accepted_total')]: '10x20',
    },
    at: 15,
    fires: [{ ...NAMESPACE, stream: 'EVENTS' }],
  },
  {
    alert: 'ConsumerStuck',
    series: { [of('jetstream_consumer_pending', 'stream="ROUTING"')]: '1x20' },
    at: 15,
    fires: [{ ...NAMESPACE, stream: 'ROUTING' }],
  },
  // Much waits, and delivery works on it.
  {
    alert: 'ConsumerStuck',
    series: {
      [of('jetstream_consumer_pending', 'stream="EVENTS"')]: '3000x20',
      [of('webhook_events_accepted_total')]: '0+10x20',
    },
    at: 15,
    fires: [],
  },
  {
    alert: 'ConsumerStuck',
    series: {
      [of('jetstream_consumer_pending', 'stream="EVENTS"')]: '0x20',
      [of('webhook_events_accepted_total')]: '10x20',
    },
    at: 15,
    fires: [],
  },
  value('InternalErrors', of('webhook_internal_errors_total'), '0x5 1x10', 8, [NAMESPACE]),
  value('InternalErrors', of('webhook_internal_errors_total'), '5x20', 15, []),
  {
    alert: 'CircuitsOpenTogether',
    series: {
      [of('webhook_circuit_openings_total')]: '0+1.5x20',
      [attempts('connection')]: '0+60x20',
      [attempts('delivered')]: '0+40x20',
    },
    at: 15,
    fires: [NAMESPACE],
  },
  {
    alert: 'CircuitsOpenTogether',
    series: {
      [of('webhook_circuit_openings_total')]: '0+0.8x20',
      [attempts('connection')]: '0+60x20',
      [attempts('delivered')]: '0+40x20',
    },
    at: 15,
    fires: [],
  },
  // One customer with many webhooks is down; the others get their events.
  {
    alert: 'CircuitsOpenTogether',
    series: {
      [of('webhook_circuit_openings_total')]: '0+1.5x20',
      [attempts('endpoint_timeout')]: '0+40x20',
      [attempts('delivered')]: '0+60x20',
    },
    at: 15,
    fires: [],
  },
  value(
    'RoutingNotCurrent',
    of('webhook_attempts_deferred_total', 'reason="routing_not_current"'),
    '0+1x20',
    12,
    [NAMESPACE],
  ),
  value(
    'RoutingNotCurrent',
    of('webhook_attempts_deferred_total', 'reason="routing_not_current"'),
    '5x20',
    12,
    [],
  ),
  value('RoutingNotCurrent', of('webhook_attempts_deferred_total', 'reason="not_sent"'), '0+1x20', 12, []),
  value('RoutingNotCurrent', check('routing_confirmed'), '0x20', 5, [NAMESPACE]),
  value('RoutingNotCurrent', check('routing_confirmed'), '1x20', 5, []),
  value('EventsRejected', of('webhook_events_rejected_total'), '0x5 1x10', 8, [NAMESPACE]),
  value('EventsRejected', of('webhook_events_rejected_total'), '5x20', 15, []),
  ...[
    ['ResultsRefused', 'webhook_results_refused_total', 'stored', ['without_response', 'nothing']] as const,
    ['JobsFailed', 'webhook_jobs_failed_total', 'kind', ['skip', 'replan']] as const,
  ].flatMap(([alert, name, label, [first, second]]): AlertCase[] => [
    value(alert, of(name, `${label}="${first}"`), '0x5 1x10', 8, [NAMESPACE]),
    value(alert, of(name, `${label}="${first}"`), '5x20', 15, []),
    // The first of another kind, in another pod, long after one that was noticed.
    {
      alert,
      series: {
        [of(name, `${label}="${first}"`)]: '1x40',
        [of(name, `${label}="${second}"`).replace('delivery-1', 'delivery-2')]: '0x30 1x10',
      },
      at: 33,
      fires: [NAMESPACE],
    },
  ]),
  value('OrderGapsPassed', of('webhook_order_gaps_passed_total'), '0x5 1x10', 8, [NAMESPACE]),
  value('OrderGapsPassed', of('webhook_order_gaps_passed_total'), '5x20', 15, []),
  value('MissedWakeUps', of('webhook_missed_wake_ups_total'), '0x5 1x10', 8, [NAMESPACE]),
  value('MissedWakeUps', of('webhook_missed_wake_ups_total'), '5x20', 15, []),
  {
    alert: 'FrontDoorErrors',
    series: { [consoleRequests('2xx')]: '0+93x20', [consoleRequests('5xx')]: '0+7x20' },
    at: 15,
    fires: [NAMESPACE],
  },
  {
    alert: 'FrontDoorErrors',
    series: { [consoleRequests('2xx')]: '0+96x20', [consoleRequests('5xx')]: '0+4x20' },
    at: 15,
    fires: [],
  },
  {
    alert: 'FrontDoorErrors',
    series: { [consoleRequests('2xx')]: '0+1x20', [consoleRequests('5xx')]: '0+0.8x20' },
    at: 15,
    fires: [],
  },
  {
    alert: 'ServiceDown',
    series: { ...otherServices, [ready('delivery')]: '0x20' },
    at: 5,
    fires: [BY_SERVICE],
  },
  { alert: 'ServiceDown', series: otherServices, at: 5, fires: [{ job: 'flowforge', service: 'delivery' }] },
  { alert: 'ServiceDown', series: { ...otherServices, [ready('delivery')]: '1x20' }, at: 5, fires: [] },
  value('ReplicaNotReady', ready('delivery'), '0x20', 12, [DELIVERY]),
  value('ReplicaNotReady', ready('delivery'), '1x20', 12, []),
  value('MetricsMissing', of('up'), '0x20', 8, [DELIVERY]),
  value('MetricsMissing', of('up'), '1x20', 8, []),
  value('ProcessRestarts', of('process_start_time_seconds'), '1x5 2x5 3x5 4x5', 22, [DELIVERY]),
  value('ProcessRestarts', of('process_start_time_seconds'), '1x5 2x5 3x10', 20, []),
  value('PostgresUnreachable', check('postgres'), '0x10', 3, [BY_SERVICE]),
  value('PostgresUnreachable', check('postgres'), '1x10', 3, []),
  {
    alert: 'PostgresNotDurable',
    series: { [check('durability')]: '0x10', [check('postgres')]: '1x10' },
    at: 3,
    fires: [BY_SERVICE],
  },
  {
    alert: 'PostgresNotDurable',
    series: { [check('durability')]: '1x10', [check('postgres')]: '1x10' },
    at: 3,
    fires: [],
  },
  // Postgres does not answer, so nobody knows.
  {
    alert: 'PostgresNotDurable',
    series: { [check('durability')]: '0x10', [check('postgres')]: '0x10' },
    at: 3,
    fires: [],
  },
  value('NatsUnreachable', check('nats'), '0x10', 3, [BY_SERVICE]),
  value('NatsUnreachable', check('nats'), '1x10', 3, []),
  value('PostgresPoolExhausted', of('postgres_pool_waiting'), '2x10', 8, [DELIVERY]),
  value('PostgresPoolExhausted', of('postgres_pool_waiting'), '2x5 0 2x5', 8, []),
  {
    alert: 'PostgresDiskAlmostFull',
    series: { [disk('available')]: '14x30', [disk('capacity')]: '100x30' },
    at: 20,
    fires: [{ ...NAMESPACE, persistentvolumeclaim: 'postgres-1' }],
  },
  {
    alert: 'PostgresDiskAlmostFull',
    series: { [disk('available')]: '16x30', [disk('capacity')]: '100x30' },
    at: 20,
    fires: [],
  },
  value('AuditEntriesUnsent', of('audit_entries_oldest_age_seconds'), '601x10', 8, [BY_SERVICE]),
  value('AuditEntriesUnsent', of('audit_entries_oldest_age_seconds'), '599x10', 8, []),
  ...['partition_default_rows', 'partitions_not_created', 'partitions_not_dropped'].flatMap((name) => [
    value('PartitionsNeedAttention', of(name, 'table="events"'), '1x90', 80, [
      { ...BY_SERVICE, table: 'events' },
    ]),
    value('PartitionsNeedAttention', of(name, 'table="events"'), '0x90', 80, []),
  ]),
  value('ClockOffset', of('postgres_clock_offset_seconds'), '-1.5x20', 15, [DELIVERY]),
  value('ClockOffset', of('postgres_clock_offset_seconds'), '-0.9x20', 15, []),
  value('EventLoopBlocked', of('nodejs_eventloop_lag_p99_seconds'), '0.6x20', 15, [DELIVERY]),
  value('EventLoopBlocked', of('nodejs_eventloop_lag_p99_seconds'), '0.4x20', 15, []),
  // Time starts at 0 in these cases: 10 and 15 days.
  value('CertificateExpires', certificate, '864000x90', 80, [{ ...NAMESPACE, name: 'nats-server' }]),
  value('CertificateExpires', certificate, '1296000x90', 80, []),
];
