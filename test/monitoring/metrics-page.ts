import { formatted } from '../generated-files/formatted.js';
import { type Metric, type Monitored, MONITORED, metricsOf } from './metrics.js';

/** The text of `docs/metrics.md`. */
export function metricsPage(): Promise<string> {
  const all = new Map<string, { metric: Metric; services: Monitored[] }>();
  for (const service of MONITORED) {
    for (const metric of metricsOf(service)) {
      const known = all.get(metric.name);
      if (known) known.services.push(service);
      else all.set(metric.name, { metric, services: [service] });
    }
  }
  const own = [...all.values()].filter(({ metric }) => !isOfNode(metric));
  const sections = [...new Set(own.map(({ services }) => services.join(', ')))].map((services) => {
    const title = services === MONITORED.join(', ') ? 'Every service' : services;
    const rows = own.filter((one) => one.services.join(', ') === services);
    return `## ${title}\n\n${table(rows.map(({ metric }) => metric))}`;
  });
  const ofNode = [...all.keys()].filter((name) => all.get(name)?.metric && isOfNode({ name }));
  return formatted(
    'metrics.md',
    [
      '# Metrics',
      'Each service shows its metrics in the format of Prometheus at `/metrics` on its ops port. Times are in seconds. No label holds a ' +
        'workspace, a webhook, an address, an id or a text of a customer, so the number of series does not grow with customers: ' +
        '`test/e2e/metrics.test.ts` checks that.',
      '`npm run docs:metrics` generates this page from the code. The rules of `deploy/monitoring` read these metrics; what to do about ' +
        'an alert is in the [runbook](runbook.md).',
      ...sections,
      '## The process',
      `Every service also has the metrics that prom-client collects of Node: ${ofNode.map((name) => `\`${name}\``).join(', ')}.`,
    ].join('\n\n'),
  );
}

/** Whether a metric is one of those that prom-client collects of each Node process. */
export function isOfNode({ name }: { name: string }): boolean {
  return /^(nodejs|process)_/.test(name);
}

function table(metrics: readonly Metric[]): string {
  const rows = metrics.map(({ name, type, labels, help }) => [
    `\`${name}\``,
    type,
    labels.map((label) => `\`${label}\``).join(', '),
    help.replaceAll('|', '\\|'),
  ]);
  return [['Metric', 'Type', 'Labels', 'What it is'], ['---', '---', '---', '---'], ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}
