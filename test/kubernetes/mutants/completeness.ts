import { change, pods, without, mutantsOf } from './mutant.js';

export const COMPLETENESS_MUTANTS = mutantsOf('every Deployment has what it needs', [
  { name: 'no disruption budget', change: without('PodDisruptionBudget', 'delivery') },
  {
    name: 'a budget that keeps unhealthy pods',
    change: change('PodDisruptionBudget', 'console', ({ spec }) => {
      delete spec?.unhealthyPodEvictionPolicy;
    }),
  },
  {
    name: 'no network policy of its own',
    change: without('NetworkPolicy', 'conversations'),
  },
  { name: 'no account', change: without('ServiceAccount', 'registry') },
  {
    name: 'an account with a token',
    change: change('ServiceAccount', 'registry', (account) => {
      delete account.automountServiceAccountToken;
    }),
  },
  { name: 'no autoscaler', change: without('HorizontalPodAutoscaler', 'console') },
  {
    name: 'one replica is enough',
    isInBase: false,
    change: change('ScaledObject', 'delivery', ({ spec }) => {
      spec.minReplicaCount = 1;
    }),
  },
  {
    name: 'not spread over hosts',
    change: pods('registry', ({ spec }) => {
      spec?.topologySpreadConstraints?.pop();
    }),
  },
  {
    name: 'an update stops a replica first',
    change: change('Deployment', 'console', ({ spec }) => {
      if (spec?.strategy?.rollingUpdate) spec.strategy.rollingUpdate.maxUnavailable = 1;
    }),
  },
  {
    name: 'an apply resets the replicas',
    change: change('Deployment', 'console', ({ spec }) => {
      if (spec) spec.replicas = 2;
    }),
  },
  {
    name: 'no preStop',
    change: pods('conversations', ({ spec }) => {
      delete spec?.containers[0]?.lifecycle;
    }),
  },
]);
