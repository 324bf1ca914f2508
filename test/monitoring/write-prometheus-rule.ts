// `npm run k8s:rules`: writes the rules of deploy/monitoring as an object of the Prometheus operator.
import { writeFileSync } from 'node:fs';
import { PROMETHEUS_RULE_FILE, prometheusRule } from './prometheus-rule.js';

writeFileSync(PROMETHEUS_RULE_FILE, await prometheusRule());
