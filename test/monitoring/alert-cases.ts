// Longer than 300 lines: one list, with two or more short entries for each alert.
/**
 * A situation, and which alerts one rule makes of it. The values are close to the threshold of the rule: with a threshold twice as high
 * the alert would not fire, and with half of it an alert that must not fire would.
 */
export interface AlertCase {
  alert: string;
  /** Series with their values at each minute, in the notation of promtool: `0+2x10` rises by 2 each minute, ten times. */
  series: Record<string, string>;
  /** Minutes after the start; a multiple of 10 where the alert reads recording rules of requests or attempts. */
  at: number;
  /** The labels of each alert that fires, without `severity`. */
  fires: readonly Record<string, string>[];
}

const NAMESPACE = { namespace: 'flowforge' };
const DELIVERY = { job: 'flowforge', namespace: 'flowforge', service: 'delivery', pod: 'delivery-1' };

/** A series of a pod of delivery, with further labels such as `le="1"`. */
const of = (name: string, labels = '', service = 'delivery'): string =>
  `${name}{job="flowforge", namespace="flowforge", service="${service}", pod="${service}-1"${labels && `, ${labels}`}}`;

/** A case in which one value of one series decides. */
function value(
  alert: string,
  series: string,
  values: string,
  at: number,
  fires: readonly Record<string, string>[],
): AlertCase {
  return { alert, series: { [series]: values }, at, fires };
}

/** Requests that capture an event: all of them, and those answered within a second, at each minute. */
const accept = (all: string, good: string): Record<string, string> => {
  const labels = 'method="POST", route="/v1/chat/conversations/:id/messages"';
  return {
    [of('http_request_duration_seconds_count', `${labels}, status_class="2xx"`, 'conversations')]: all,
    [of('http_request_duration_seconds_bucket', `${labels}, status_class="2xx", le="1"`, 'conversations')]:
      good,
  };
};
const firstAttempts = (all: string, good: string): Record<string, string> => ({
  [of('webhook_first_attempt_latency_seconds_count')]: all,
  [of('webhook_first_attempt_latency_seconds_bucket', 'le="1"')]: good,
});
const oldestDue = of('webhook_oldest_due_age_seconds');

const objectives: readonly AlertCase[] = [
  // 0.7 % of all requests fail: more than 6 × 0.1 %, in six hours and in half an hour.
  { alert: 'AcceptBudgetBurnsFast', series: accept('0+1000x400', '0+993x400'), at: 400, fires: [NAMESPACE] },
  // 2 % of the last hour, after five hours without an error: more than 14.4 × 0.1 %.
  {
    alert: 'AcceptBudgetBurnsFast',
    series: accept('0+1000x420', '0+1000x355 355000+980x65'),
    at: 420,
    fires: [NAMESPACE],
  },
  { alert: 'AcceptBudgetBurnsFast', series: accept('0+1000x400', '0+995x400'), at: 400, fires: [] },
  // The errors are over: the short windows end the alert.
  {
    alert: 'AcceptBudgetBurnsFast',
    series: accept('0+1000x420', '0+1000x300 300000+980x60 358800+1000x60'),
    at: 400,
    fires: [],
  },
  // One slow request at night.
  { alert: 'AcceptBudgetBurnsFast', series: accept('0+1x70', '0+1x57 57 58+1x10'), at: 60, fires: [] },
  // A client's error says nothing about the service.
  {
    alert: 'AcceptBudgetBurnsFast',
    series: {
      ...accept('0+1000x100', '0+1000x100'),
      [of(
        'http_request_duration_seconds_count',
        'method="POST", route="/v1/chat/conversations/:id/messages", status_class="4xx"',
        'conversations',
      )]: '0+1000x100',
    },
    at: 100,
    fires: [],
  },
  // Nothing but errors since the start, so no good request was ever counted.
  {
    alert: 'AcceptBudgetBurnsFast',
    series: {
      [of(
        'http_request_duration_seconds_count',
        'method="POST", route="/v1/conversations/:id/close", status_class="5xx"',
        'conversations',
      )]: '0+10x100',
    },
    at: 100,
    fires: [NAMESPACE],
  },
  {
    alert: 'AcceptBudgetBurnsSlowly',
    series: accept('0+10000x600', '0+9985x600'),
    at: 600,
    fires: [NAMESPACE],
  },
  { alert: 'AcceptBudgetBurnsSlowly', series: accept('0+10000x600', '0+9993x600'), at: 600, fires: [] },
  {
    alert: 'FirstAttemptBudgetBurnsFast',
    series: firstAttempts('0+100x400', '0+93x400'),
    at: 400,
    fires: [NAMESPACE],
  },
  {
    alert: 'FirstAttemptBudgetBurnsFast',
    series: firstAttempts('0+100x420', '0+100x355 35500+80x65'),
    at: 420,
    fires: [NAMESPACE],
  },
  {
    alert: 'FirstAttemptBudgetBurnsFast',
    series: firstAttempts('0+100x400', '0+95x400'),
    at: 400,
    fires: [],
  },
  {
    alert: 'FirstAttemptBudgetBurnsSlowly',
    series: firstAttempts('0+1000x600', '0+985x600'),
    at: 600,
    fires: [NAMESPACE],
  },
  {
    alert: 'FirstAttemptBudgetBurnsSlowly',
    series: firstAttempts('0+1000x600', '0+993x600'),
    at: 600,
    fires: [],
  },
  // Late for 6 of the last 60 minutes: more than 14.4 × 0.5 %.
  value('OldestDueBudgetBurnsFast', oldestDue, '0x394 61x5', 400, [NAMESPACE]),
  // Late for 15 of 360 minutes, and again now: more than 6 × 0.5 %.
  value('OldestDueBudgetBurnsFast', oldestDue, '0x199 61x13 0x185 61', 400, [NAMESPACE]),
  value('OldestDueBudgetBurnsFast', oldestDue, '0x397 61x2', 400, []),
  value('OldestDueBudgetBurnsFast', oldestDue, '59x400', 400, []),
  // 5 of 600 minutes.
  value('OldestDueBudgetBurnsSlowly', oldestDue, '0x595 61x4', 600, [NAMESPACE]),
  value('OldestDueBudgetBurnsSlowly', oldestDue, '0x598 61x1', 600, []),
];

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

const causes: readonly AlertCase[] = [
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

export const ALERT_CASES: readonly AlertCase[] = [...objectives, ...causes];
