import { type Manifest, matches, nameOf, ofKind } from '../manifests.js';
import type { Policy } from './policy.js';

const SPREAD_OVER = ['topology.kubernetes.io/zone', 'kubernetes.io/hostname'];

/** Every Deployment has what keeps it available: see the texts. */
export const completeness: Policy = {
  name: 'every Deployment has what it needs',
  violations: (objects) =>
    ofKind(objects, 'Deployment').flatMap((deployment) => {
      const name = nameOf(deployment);
      const { spec } = deployment;
      const pod = spec?.template.spec;
      const labels = spec?.template.metadata?.labels;
      const budget = ofKind(objects, 'PodDisruptionBudget').find((one) =>
        matches(one.spec?.selector, labels),
      );
      const account = ofKind(objects, 'ServiceAccount').find(
        (one) => nameOf(one) === pod?.serviceAccountName,
      );
      const policy = ofKind(objects, 'NetworkPolicy').find(
        (one) =>
          nameOf(one) === name &&
          matches(one.spec?.podSelector, labels) &&
          one.spec?.policyTypes?.length === 2,
      );
      const service = ofKind(objects, 'Service').find((one) =>
        matches({ matchLabels: one.spec?.selector ?? {} }, labels),
      );
      const minimums = minimumReplicas(objects, name);
      const update = spec?.strategy?.rollingUpdate;
      return [
        ...(budget?.spec?.unhealthyPodEvictionPolicy === 'AlwaysAllow' && budget.spec.maxUnavailable === 1
          ? []
          : ['no budget for disruptions that evicts unhealthy pods']),
        ...(account?.automountServiceAccountToken === false && nameOf(account) === name
          ? []
          : ['no account of its own']),
        ...(policy ? [] : ['no network policy of its own for both directions']),
        ...(service ? [] : ['no Service']),
        ...(minimums.length === 1 && (minimums[0] ?? 0) >= 2
          ? []
          : ['not exactly one autoscaler with at least two replicas']),
        ...(spec?.replicas === undefined ? [] : ['replicas are set, which an autoscaler changes']),
        ...(update?.maxUnavailable === 0 && update.maxSurge === 1 ? [] : ['an update takes a replica away']),
        ...(pod?.containers.every(({ lifecycle }) => (lifecycle?.preStop?.sleep?.seconds ?? 0) >= 3)
          ? []
          : ['no preStop']),
        ...SPREAD_OVER.filter(
          (key) =>
            !pod?.topologySpreadConstraints?.some(
              (one) => one.topologyKey === key && one.maxSkew === 1 && matches(one.labelSelector, labels),
            ),
        ).map((key) => `not spread over ${key}`),
      ].map((text) => `Deployment ${name}: ${text}`);
    }),
};

function minimumReplicas(objects: readonly Manifest[], deployment: string): number[] {
  return [
    ...ofKind(objects, 'HorizontalPodAutoscaler')
      .filter(({ spec }) => spec?.scaleTargetRef.name === deployment)
      .map(({ spec }) => spec?.minReplicas ?? 1),
    ...ofKind(objects, 'ScaledObject')
      .filter(({ spec }) => spec.scaleTargetRef.name === deployment)
      .map(({ spec }) => spec.minReplicaCount ?? 0),
  ];
}
