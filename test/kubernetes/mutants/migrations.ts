import { change, pods, without, mutantsOf } from './mutant.js';

export const MIGRATIONS_MUTANTS = mutantsOf('pods wait for the migrations of their release', [
  {
    name: 'no migration Job',
    change: without('Job', 'registry'),
  },
  {
    name: 'a Job of another release',
    change: pods('delivery-migrate', ({ spec }) => {
      if (spec?.containers[0]) spec.containers[0].image = 'flowforge/delivery:0.0.1';
    }),
  },
  {
    name: 'a Job with a name for all releases',
    change: change('Job', 'registry', ({ metadata }) => {
      if (metadata) metadata.name = 'registry-migrate';
    }),
  },
  {
    name: 'a Job that is killed while it may wait for another one',
    change: change('Job', 'delivery', ({ spec }) => {
      if (spec) spec.activeDeadlineSeconds = 3_000;
    }),
  },
  {
    name: 'pods that do not wait',
    change: pods('conversations', ({ spec }) => {
      delete spec?.initContainers;
    }),
  },
]);
