import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { ROOT } from '../kubernetes/render.js';
import { SHARED_VARIABLES, variablesOf } from '../kubernetes/services.js';
import { MONITORED, metricsOf } from './metrics.js';
import { alertsIn, readRules } from './rules.js';

const runbook = readFileSync(join(ROOT, 'docs/runbook.md'), 'utf8');
const [, alertsText = ''] = runbook.split(/^## Alerts$/m);
const sections = new Map(
  alertsText
    .split(/^### /m)
    .slice(1)
    .map((text): [string, string] => [text.slice(0, text.indexOf('\n')), text]),
);
const code = [...runbook.matchAll(/`([^`\n]+)`/g)].map(([, text = '']) => text);

/** The text of all source files of the services. */
function sources(): string {
  return ['apps', 'libs']
    .flatMap((folder) =>
      readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((path) =>
        join(folder, path),
      ),
    )
    .filter(
      (path) => /\/src\/.*\.ts$/.test(path) && !path.includes('node_modules') && !path.endsWith('.test.ts'),
    )
    .map((path) => readFileSync(join(ROOT, path), 'utf8'))
    .join('\n');
}

test('each alert has a section of the runbook, and each section is of an alert', () => {
  assert.deepEqual(
    [...sections.keys()].sort(),
    alertsIn(readRules())
      .map(({ alert }) => alert)
      .sort(),
  );
});

test('each section says what the alert means, what to look at and what to do', () => {
  for (const [alert, text] of sections) {
    assert.deepEqual(
      [...text.matchAll(/^\*\*([\w ]+):\*\*/gm)].map(([, title]) => title),
      ['Means', 'Look at', 'Do'],
      alert,
    );
  }
});

test('each link within the runbook leads to a heading', () => {
  const anchors = [...runbook.matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
    title.toLowerCase().replaceAll(' ', '-'),
  );
  const targets = [...runbook.matchAll(/\]\(#([^)]+)\)/g)].map(([, target = '']) => target);
  assert.ok(targets.length > 0);
  for (const target of targets) assert.ok(anchors.includes(target), target);
});

test('each metric, setting and log line that the runbook names exists', () => {
  const metrics = MONITORED.flatMap(metricsOf).map(({ name }) => name);
  // The first word of a metric; a name that begins so and is no metric was renamed.
  const families = new Set(metrics.map((name) => `${name.split('_')[0]}_`));
  const settings = new Set([...SHARED_VARIABLES, ...MONITORED.flatMap(variablesOf).map(({ name }) => name)]);
  const text = sources();
  const named = { metrics: 0, settings: 0, lines: 0 };
  for (const one of code) {
    if (/^[a-z]+(_[a-z0-9]+)+$/.test(one) && [...families].some((family) => one.startsWith(family))) {
      assert.ok(metrics.includes(one), `no metric ${one}`);
      named.metrics += 1;
    } else if (/^[A-Z]+(_[A-Z]+)+$/.test(one) && one !== 'CANNOT_DECRYPT') {
      assert.ok(settings.has(one), `no setting ${one}`);
      named.settings += 1;
    } else if (/^[a-z_]+\.[a-z_]+$/.test(one)) {
      assert.ok(text.includes(`'${one}'`), `no log line ${one}`);
      named.lines += 1;
    }
  }
  assert.ok(named.metrics > 20 && named.settings > 5 && named.lines > 10, JSON.stringify(named));
});
