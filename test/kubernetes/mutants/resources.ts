import { pods, mutantsOf } from './mutant.js';

export const RESOURCES_MUTANTS = mutantsOf('requests and limits are set', [
  {
    name: 'no memory limit',
    change: pods('delivery', ({ spec }) => {
      delete spec?.containers[0]?.resources?.limits?.memory;
    }),
  },
  {
    name: 'no requests',
    change: pods('registry-migrate', ({ spec }) => {
      delete spec?.containers[0]?.resources?.requests;
    }),
  },
]);
