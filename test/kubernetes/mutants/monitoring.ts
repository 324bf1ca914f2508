import { change, mutantsOf, pods } from './mutant.js';

export const MONITORING_MUTANTS = mutantsOf('rules find the series of every Deployment', [
  {
    name: 'series without the label job of the rules',
    change: change('PodMonitor', 'flowforge', ({ spec }) => {
      delete spec.jobLabel;
    }),
  },
  {
    name: 'series without the label service of the rules',
    change: change('PodMonitor', 'flowforge', ({ spec }) => {
      delete spec.podMetricsEndpoints?.[0]?.relabelings;
    }),
  },
  {
    name: 'a service that Prometheus does not read',
    change: pods('console', ({ metadata }) => {
      delete metadata?.labels?.['app.kubernetes.io/component'];
    }),
  },
]);
