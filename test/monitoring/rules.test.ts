import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ALERT_CASES } from './alert-cases.js';
import { OF_OTHERS, ownSeries, recordedSeries, TARGET_LABELS } from './known-series.js';
import { firstSeriesOf, MONITORED, metricsOf } from './metrics.js';
import { selectorsIn } from './promql.js';
import { alertsIn, readRules, rulesIn } from './rules.js';

const rules = readRules();
const own = ownSeries();
const recorded = recordedSeries();

test('rules read only series that exist, and those of Flowforge by its job', () => {
  for (const { expr } of rulesIn(rules)) {
    for (const { metric, labels } of selectorsIn(expr)) {
      const ownLabels = own.get(metric);
      assert.ok(ownLabels !== undefined || recorded.has(metric) || OF_OTHERS.has(metric), metric);
      if (ownLabels === undefined) continue;
      assert.equal(labels.get('job'), 'flowforge', metric);
      for (const label of labels.keys())
        assert.ok([...TARGET_LABELS, ...ownLabels].includes(label), `${metric}{${label}}`);
      const service = labels.get('service');
      if (service !== undefined)
        assert.ok(
          MONITORED.some((one) => one === service),
          service,
        );
    }
  }
});

test('each counter that an alert reads has its series from the start: Prometheus does not see the first increase of a new one', async () => {
  const missing: string[] = [];
  for (const service of MONITORED) {
    const counters = new Map(
      metricsOf(service).flatMap(({ name, type, labels }) => (type === 'counter' ? [[name, labels]] : [])),
    );
    for (const { expr } of alertsIn(rules)) {
      for (const { metric, labels } of selectorsIn(expr)) {
        const series = counters.has(metric) ? await firstSeriesOf(service, metric) : [];
        if (counters.has(metric) && series.length === 0) missing.push(metric);
        for (const label of counters.get(metric) ?? []) {
          const values = labels.get(label)?.split('|') ?? [];
          for (const value of values)
            if (!series.some((one) => one[label] === value)) missing.push(`${metric}{${label}="${value}"}`);
        }
      }
    }
  }
  assert.deepEqual(missing, []);
});

test('an expression that is not PromQL is refused, and its series are found', () => {
  assert.throws(() => selectorsIn('sum(rate(up[5m])'));
  assert.throws(() => selectorsIn('up > > 1'));
  assert.deepEqual(selectorsIn('sum by (pod) (rate(a_total{job="b", le=~"1|1.0"}[5m])) / c'), [
    {
      metric: 'a_total',
      labels: new Map([
        ['job', 'b'],
        ['le', '1|1.0'],
      ]),
    },
    { metric: 'c', labels: new Map() },
  ]);
});

test('each alert has a severity, what an operator reads first, and a case that fires and one that does not', () => {
  for (const { alert, labels, annotations } of alertsIn(rules)) {
    assert.match(labels['severity'] ?? '', /^(page|ticket)$/, alert);
    assert.deepEqual(Object.keys(annotations).sort(), ['description', 'runbook_url', 'summary'], alert);
    assert.equal(annotations['runbook_url'], `docs/runbook.md#${alert.toLowerCase()}`);
    const cases = ALERT_CASES.filter((one) => one.alert === alert);
    assert.ok(
      cases.some(({ fires }) => fires.length > 0),
      `${alert} has no case that fires`,
    );
    assert.ok(
      cases.some(({ fires }) => fires.length === 0),
      `${alert} has no case that stays silent`,
    );
  }
});

test('no two rules have the same name', () => {
  const names = rulesIn(rules).map(({ record, alert }) => record ?? alert);
  assert.equal(new Set(names).size, names.length);
});
