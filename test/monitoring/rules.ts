import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { ROOT } from '../kubernetes/render.js';

export const RULES_FILE = join(ROOT, 'deploy/monitoring/flowforge.rules.yaml');

/** A rules file of Prometheus. */
export interface Rules {
  groups: { name: string; rules: Rule[] }[];
}

/** A recording rule, with `record`, or an alert, with `alert`. */
export interface Rule {
  record?: string;
  alert?: string;
  expr: string;
  for?: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
}

export interface Alert extends Rule {
  alert: string;
  labels: Record<string, string>;
  annotations: Record<string, string>;
}

export function readRules(): Rules {
  return parse(readFileSync(RULES_FILE, 'utf8'));
}

export function rulesIn({ groups }: Rules): Rule[] {
  return groups.flatMap(({ rules }) => rules);
}

export function alertsIn(rules: Rules): Alert[] {
  return rulesIn(rules).flatMap(({ alert, labels = {}, annotations = {}, ...rule }) =>
    alert === undefined ? [] : [{ ...rule, alert, labels, annotations }],
  );
}
