import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { output } from '../kubernetes/render.js';
import type { AlertCase } from './alert-case.js';
import { ALERT_CASES } from './alert-cases.js';
import { type Alert, alertsIn, type Rules, rulesIn } from './rules.js';

/** How long promtool may run, in milliseconds: about 5 s of a processor, on a machine that may run much else. */
const TESTS_MAX_MS = 300_000;

/** Whether promtool is here. */
export function hasPromtool(): boolean {
  return output('promtool', ['--version']) !== '';
}

/** What promtool says about a rules file. @throws when it finds something wrong */
export function checkRules(rules: object): void {
  const { status, text } = withFiles({ 'rules.yaml': rules }, (folder) =>
    promtool(['check', 'rules', join(folder, 'rules.yaml')]),
  );
  assert.equal(status, 0, text);
}

/** Rules that are tested together: alerts whose name begins so, the recording rules that they read, and minutes between evaluations. */
const PARTS = [
  { name: 'Accept', prefix: /^flowforge:accept_/, minutes: 10 },
  { name: 'FirstAttempt', prefix: /^flowforge:(late_)?first_attempts:/, minutes: 10 },
  { name: 'OldestDue', prefix: /^flowforge:oldest_due_/, minutes: 1 },
  { name: 'Causes', prefix: /^$/, minutes: 1 },
];
const [CAUSES] = PARTS.slice(-1);

function partOf(alert: string): (typeof PARTS)[number] {
  const part = PARTS.find(({ name }) => alert.startsWith(name)) ?? CAUSES;
  assert.ok(part !== undefined);
  return part;
}

/**
 * Runs cases against rules, with the annotations that `expected` has.
 *
 * @returns the numbers of the cases in `ALERT_CASES` that did not come out as they should
 */
export function failedCases(
  rules: Rules,
  expected: Rules,
  isChosen: (one: AlertCase) => boolean = () => true,
): Set<number> {
  const alerts = new Map(alertsIn(expected).map((alert) => [alert.alert, alert]));
  const files: Record<string, object> = {};
  // Only with the rules that it needs, a case of three days takes seconds instead of minutes.
  for (const { name, prefix, minutes } of PARTS) {
    const tests = ALERT_CASES.flatMap((one, index) =>
      partOf(one.alert).name === name && isChosen(one) ? [testOf(one, index, alerts.get(one.alert))] : [],
    );
    files[`rules-${name}.yaml`] = {
      groups: [
        {
          name,
          rules: rulesIn(rules).filter(({ record, alert }) =>
            alert === undefined ? record?.match(prefix) : partOf(alert).name === name,
          ),
        },
      ],
    };
    files[`tests-${name}.yaml`] = {
      rule_files: [`rules-${name}.yaml`],
      evaluation_interval: `${minutes}m`,
      tests,
    };
  }
  const { status, text } = withFiles(files, (folder) =>
    promtool(['test', 'rules', ...PARTS.map(({ name }) => join(folder, `tests-${name}.yaml`))]),
  );
  const failed = new Set(
    [...text.matchAll(/alertname: \w+_(\d+)_|name: case (\d+),?$/gm)].map((found) =>
      Number(found[1] ?? found[2]),
    ),
  );
  assert.ok(status === 0 || failed.size > 0, text);
  return failed;
}

function testOf({ alert, series, at, fires }: AlertCase, index: number, rule: Alert | undefined): object {
  assert.ok(rule !== undefined, `no alert ${alert}`);
  const render = (text: string, labels: Record<string, string>): string =>
    text.replaceAll(/\{\{ \$labels\.(\w+) \}\}/g, (_, name: string) => labels[name] ?? '');
  return {
    name: `case ${index}`,
    interval: '1m',
    input_series: Object.entries(series).map(([name, values]) => ({ series: name, values })),
    alert_rule_test: [
      {
        alertname: alert,
        eval_time: `${at}m`,
        exp_alerts: fires.map((labels) => ({
          exp_labels: { ...rule.labels, ...labels },
          exp_annotations: Object.fromEntries(
            Object.entries(rule.annotations).map(([name, text]) => [name, render(text, labels)]),
          ),
        })),
      },
    ],
  };
}

function promtool(args: readonly string[]): { status: number | null; text: string } {
  const { status, stdout, stderr, error } = spawnSync('promtool', args, {
    encoding: 'utf8',
    timeout: TESTS_MAX_MS,
    maxBuffer: 1e8,
    // Less work for its garbage collector: a quarter less processor time.
    env: { ...process.env, GOGC: '400' },
  });
  return { status, text: `${error?.message ?? ''}${stdout}${stderr}` };
}

function withFiles<T>(files: Record<string, object>, run: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'flowforge-promtool-'));
  try {
    for (const [name, content] of Object.entries(files))
      writeFileSync(join(folder, name), stringify(content));
    return run(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
