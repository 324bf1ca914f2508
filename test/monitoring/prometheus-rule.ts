import { join } from 'node:path';
import { stringify } from 'yaml';
import { formatted } from '../generated-files/formatted.js';
import { FOLDER } from '../kubernetes/render.js';
import { readRules } from './rules.js';

export const PROMETHEUS_RULE_FILE = join(FOLDER, 'components/monitoring/prometheus-rule.yaml');

/** The rules as an object of the Prometheus operator: the text of `PROMETHEUS_RULE_FILE`. */
export function prometheusRule(): Promise<string> {
  const object = {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PrometheusRule',
    metadata: { name: 'flowforge', labels: { 'app.kubernetes.io/part-of': 'flowforge' } },
    spec: readRules(),
  };
  const text = `# Generated from deploy/monitoring/flowforge.rules.yaml by npm run k8s:rules.\n${stringify(object, { lineWidth: 0, blockQuote: 'literal' })}`;
  return formatted('prometheus-rule.yaml', text);
}
