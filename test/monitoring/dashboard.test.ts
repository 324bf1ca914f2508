import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { ROOT } from '../kubernetes/render.js';
import { ownSeries, recordedSeries, TARGET_LABELS } from './known-series.js';
import { MONITORED, metricsOf, seriesNames } from './metrics.js';
import { isOfNode } from './metrics-page.js';
import { checkRules, hasPromtool } from './promtool.js';
import { selectorsIn } from './promql.js';

interface Panel {
  id: number;
  type: string;
  title: string;
  gridPos: { x: number; y: number; w: number; h: number };
  targets?: { expr: string; legendFormat: string }[];
}
const dashboard: { panels: Panel[]; templating: { list: { name: string; query: string }[] } } = JSON.parse(
  readFileSync(join(ROOT, 'deploy/monitoring/dashboards/flowforge.json'), 'utf8'),
);
/** The expressions with the variables of Grafana replaced as Grafana does it. */
const queries = dashboard.panels.flatMap(({ title, targets = [] }) =>
  targets.map(({ expr, legendFormat }) => ({
    title,
    legendFormat,
    expression: expr.replaceAll('$namespace', 'flowforge').replaceAll('$__rate_interval', '1m'),
  })),
);
const own = ownSeries();
const recorded = recordedSeries();

test('the dashboard reads only series that exist, of the chosen namespace, by labels that they have', () => {
  for (const { title, expression, legendFormat } of queries) {
    for (const { metric, labels } of selectorsIn(expression)) {
      const ownLabels = own.get(metric);
      assert.ok(ownLabels !== undefined || recorded.has(metric), `${title}: ${metric}`);
      assert.equal(labels.get('namespace'), 'flowforge', `${title}: ${metric}`);
      if (ownLabels === undefined) continue;
      assert.equal(labels.get('job'), 'flowforge', `${title}: ${metric}`);
      const known = [...TARGET_LABELS, ...ownLabels];
      const inLegend = [...legendFormat.matchAll(/\{\{(\w+)\}\}/g)].map(([, name = '']) => name);
      for (const label of [...labels.keys(), ...inLegend])
        assert.ok(known.includes(label), `${title}: ${metric}{${label}}`);
    }
    assert.doesNotMatch(expression, /\$/, title);
  }
});

test('every metric of Flowforge is on the dashboard', () => {
  const shown = new Set(
    queries.flatMap(({ expression }) => selectorsIn(expression).map(({ metric }) => metric)),
  );
  const missing = MONITORED.flatMap(metricsOf)
    .filter((metric) => !isOfNode(metric) && !seriesNames(metric).some((name) => shown.has(name)))
    .map(({ name }) => name);
  assert.deepEqual(
    [...new Set(missing)],
    [],
    'add them to a panel of deploy/monitoring/dashboards/flowforge.json',
  );
});

test('its rows are in this order, and no two panels overlap or have the same id', () => {
  const { panels } = dashboard;
  assert.deepEqual(
    panels.filter(({ type }) => type === 'row').map(({ title }) => title),
    [
      'Is everything arriving?',
      'Delivery',
      'Conversations',
      'Registry and front door',
      'NATS and Postgres',
      'Processes',
    ],
  );
  assert.equal(new Set(panels.map(({ id }) => id)).size, panels.length);
  const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
    Array.from({ length: w * h }, (_, index) => `${x + (index % w)},${y + Math.floor(index / w)}`),
  );
  assert.equal(new Set(cells).size, cells.length);
});

test('promtool accepts its queries', (t) => {
  if (!hasPromtool()) return t.skip('Kubernetes: promtool is not here to check the queries of the dashboard');
  const rules = queries.map(({ expression }, index) => ({ record: `panel:query${index}`, expr: expression }));
  checkRules({ groups: [{ name: 'dashboard', rules }] });
});
