import { MONITORED, metricsOf, seriesNames } from './metrics.js';
import { readRules, rulesIn } from './rules.js';

/** Labels that Prometheus adds to every series of Flowforge. */
export const TARGET_LABELS = ['job', 'namespace', 'service', 'pod'];

/** Series that something else than a service of Flowforge provides, and that rules and dashboard may use. */
export const OF_OTHERS: ReadonlySet<string> = new Set([
  'up',
  'certmanager_certificate_expiration_timestamp_seconds',
  'kubelet_volume_stats_available_bytes',
  'kubelet_volume_stats_capacity_bytes',
]);

/** The series that the services provide, each with its labels. */
export function ownSeries(): Map<string, readonly string[]> {
  return new Map(
    MONITORED.flatMap(metricsOf).flatMap((metric) =>
      seriesNames(metric).map((name): [string, readonly string[]] => [
        name,
        [...metric.labels, ...(name.endsWith('_bucket') ? ['le'] : [])],
      ]),
    ),
  );
}

/** The series that recording rules make. */
export function recordedSeries(): Set<string> {
  return new Set(rulesIn(readRules()).flatMap(({ record }) => (record === undefined ? [] : [record])));
}
