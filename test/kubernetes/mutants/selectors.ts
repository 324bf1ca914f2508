import { change, mutantsOf } from './mutant.js';

export const SELECTORS_MUTANTS = mutantsOf('selectors match', [
  {
    name: 'a Service also selects the migration Job',
    change: change('Service', 'registry', ({ spec }) => {
      if (spec) spec.selector = { 'app.kubernetes.io/name': 'registry' };
    }),
  },
  {
    name: 'a Service has another target port',
    change: change('Service', 'console', ({ spec }) =>
      spec?.ports?.forEach((port) => {
        port.targetPort = 'web';
      }),
    ),
  },
  {
    name: 'a Deployment does not select its pods',
    change: change('Deployment', 'console', ({ spec }) => {
      if (spec) spec.selector = { matchLabels: { app: 'console' } };
    }),
  },
  {
    name: 'the Ingress leads to another port',
    isInBase: false,
    change: change('Ingress', 'flowforge', ({ spec }) => {
      const service = spec?.rules?.[0]?.http?.paths[0]?.backend.service;
      if (service) service.port = { number: 80 };
    }),
  },
  {
    name: 'an autoscaler scales nothing',
    change: change('HorizontalPodAutoscaler', 'registry', ({ spec }) => {
      if (spec) spec.scaleTargetRef.name = 'registries';
    }),
  },
]);
