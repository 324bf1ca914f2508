import { change, pods, mutantsOf } from './mutant.js';

export const PROBES_MUTANTS = mutantsOf('ports and probes exist', [
  {
    name: 'no readiness probe',
    change: pods('delivery', ({ spec }) => {
      delete spec?.containers[0]?.readinessProbe;
    }),
  },
  {
    name: 'the liveness probe asks for readiness',
    change: pods('registry', ({ spec }) => {
      const get = spec?.containers[0]?.livenessProbe?.httpGet;
      if (get) get.path = '/readyz';
    }),
  },
  {
    name: 'a probe on the public port',
    change: pods('console', ({ spec }) => {
      const get = spec?.containers[0]?.startupProbe?.httpGet;
      if (get) get.port = 'http';
    }),
  },
  {
    name: 'the ops port is another one',
    change: change('ConfigMap', 'flowforge', ({ data }) => {
      if (data) data.OPS_PORT = '9091';
    }),
  },
]);
