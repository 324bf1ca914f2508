import { ServiceMetrics } from '@flowforge/conversations/metrics/service-metrics';
import { ConsumerMetrics } from '@flowforge/delivery/metrics/consumer-metrics';
import { DeliveryMetrics } from '@flowforge/delivery/metrics/delivery-metrics';
import { AuditOutboxMetrics } from '@flowforge/outbox/audit-outbox-metrics';
import { OutboxMetrics } from '@flowforge/outbox/outbox-metrics';
import { createDataSource } from '@flowforge/postgres/data-source';
import { PartitionMetrics } from '@flowforge/postgres/partition-maintenance';
import { PostgresMetrics } from '@flowforge/postgres/postgres-metrics';
import { PasswordHasher } from '@flowforge/registry/password/password-hasher.service';
import { HttpMetrics } from '@flowforge/service-kit/http/http-metrics';
import { HealthMetrics } from '@flowforge/service-kit/ops/health-metrics';
import { Health } from '@flowforge/service-kit/ops/health';
import { RetentionMetrics } from '@flowforge/service-kit/retention-metrics';
import { collectDefaultMetrics, Registry } from 'prom-client';

/** A metric, as a service registers it. */
export interface Metric {
  name: string;
  /** `counter`, `gauge`, `histogram` or `summary`. */
  type: string;
  help: string;
  labels: readonly string[];
}

export const MONITORED = ['console', 'conversations', 'registry', 'delivery'] as const;
export type Monitored = (typeof MONITORED)[number];

type Register = (registry: Registry) => unknown;

const STORAGE: readonly Register[] = [
  (registry) => new PostgresMetrics(registry, createDataSource({ url: '', schema: '', applicationName: '' })),
  (registry) => new RetentionMetrics(registry),
];
const OUTBOX: Register = (registry) =>
  new OutboxMetrics(
    { backlog: () => Promise.resolve({ unpublished: 0, oldestAgeSeconds: 0 }) },
    registry,
    () => undefined,
  );
const PARTITIONS: Register = (registry) => new PartitionMetrics(registry);
const AUDIT: Register = (registry) => new AuditOutboxMetrics(registry);

/** What registers the metrics of each service, beside those of every service. */
const PARTS: Record<Monitored, readonly Register[]> = {
  console: [],
  conversations: [...STORAGE, PARTITIONS, OUTBOX, AUDIT, (registry) => new ServiceMetrics(registry)],
  registry: [...STORAGE, PARTITIONS, OUTBOX, (registry) => new PasswordHasher(registry)],
  delivery: [
    ...STORAGE,
    AUDIT,
    (registry) => new DeliveryMetrics(registry),
    (registry) => new ConsumerMetrics(registry),
  ],
};

/** The metrics of a service, sorted by name. `test/e2e/metrics.test.ts` compares them with a service that runs. */
export function metricsOf(service: Monitored): Metric[] {
  return registryOf(service)
    .getMetricsAsArray()
    .map((metric) => ({
      name: metric.name,
      type: String(metric.type),
      help: metric.help,
      labels: labelsOf(metric),
    }))
    .sort((one, other) => (one.name < other.name ? -1 : 1));
}

/** The labels of each series that a metric has before its service has done anything. */
export async function firstSeriesOf(service: Monitored, name: string): Promise<Record<string, unknown>[]> {
  const metric = await registryOf(service).getSingleMetric(name)?.get();
  return metric?.values.map(({ labels }) => labels) ?? [];
}

function registryOf(service: Monitored): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const every: Register[] = [
    (to) => new HttpMetrics(to),
    (to) => new HealthMetrics(to, new Health([])),
    ...PARTS[service],
  ];
  for (const register of every) register(registry);
  return registry;
}

/** The names of all time series of a metric: a histogram has three. */
export function seriesNames({ name, type }: Metric): string[] {
  if (type === 'histogram') return [`${name}_bucket`, `${name}_sum`, `${name}_count`];
  return type === 'summary' ? [name, `${name}_sum`, `${name}_count`] : [name];
}

function labelsOf(metric: object): string[] {
  const names: unknown = Reflect.get(metric, 'labelNames');
  return Array.isArray(names) ? names.map(String) : [];
}
