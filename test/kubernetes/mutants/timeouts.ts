import { change, pods, mutantsOf } from './mutant.js';

export const TIMEOUTS_MUTANTS = mutantsOf('grace periods are longer than timeouts', [
  {
    name: 'a shorter grace period',
    change: pods('delivery', ({ spec }) => {
      if (spec) spec.terminationGracePeriodSeconds = 27;
    }),
  },
  {
    name: 'a longer attempt',
    change: change('ConfigMap', 'delivery', (map) => {
      map.data = { ...map.data, ATTEMPT_TIMEOUT_MS: '30000' };
    }),
  },
  {
    name: 'a longer drain',
    change: change('ConfigMap', 'flowforge', ({ data }) => {
      if (data) data.DRAIN_TIMEOUT_MS = '40000';
    }),
  },
]);
