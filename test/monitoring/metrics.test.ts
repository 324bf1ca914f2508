import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { type Metric, MONITORED, metricsOf } from './metrics.js';
import { isOfNode, metricsPage } from './metrics-page.js';

const own: Metric[] = MONITORED.flatMap(metricsOf).filter((metric) => !isOfNode(metric));

test('docs/metrics.md is up to date', async () => {
  const page = readFileSync(new URL('../../../docs/metrics.md', import.meta.url), 'utf8');
  assert.equal(page, await metricsPage(), 'run: npm run docs:metrics');
});

test('names end as Prometheus wants: a counter in _total, a time in seconds', () => {
  for (const { name, type } of own) {
    assert.equal(name.endsWith('_total'), type === 'counter', name);
    assert.doesNotMatch(name, /_(ms|millis|milliseconds|minutes|mb|kb)(_|$)/);
    if (type === 'histogram') assert.match(name, /_seconds$/);
  }
});

test('one name has one type and one meaning in all services', () => {
  const meanings = new Map(own.map(({ name, type, help }) => [name, `${type}: ${help}`]));
  for (const { name, type, help } of own) assert.equal(`${type}: ${help}`, meanings.get(name), name);
});
