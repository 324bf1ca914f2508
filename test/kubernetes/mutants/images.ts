import { pods, mutantsOf } from './mutant.js';

export const IMAGES_MUTANTS = mutantsOf('images are fixed', [
  {
    name: 'the tag latest',
    change: pods('console', ({ spec }) => {
      if (spec?.containers[0]) spec.containers[0].image = 'flowforge/console:latest';
    }),
  },
  {
    name: 'no tag',
    change: pods('console', ({ spec }) => {
      if (spec?.containers[0]) spec.containers[0].image = 'registry.example.com:5000/flowforge/console';
    }),
  },
]);
