import { matches, nameOf, ofKind } from '../manifests.js';
import type { Policy } from './policy.js';

const NAME_LABEL = '__meta_kubernetes_pod_label_app_kubernetes_io_name';

/** Prometheus reads every Deployment, and its series have the labels by which the rules of `deploy/monitoring` find them. */
export const monitoring: Policy = {
  name: 'rules find the series of every Deployment',
  violations: (objects) => {
    if (!objects.some(({ kind }) => kind === 'PrometheusRule')) return [];
    const monitors = ofKind(objects, 'PodMonitor');
    return ofKind(objects, 'Deployment').flatMap((deployment) => {
      const labels = deployment.spec?.template.metadata?.labels ?? {};
      const found = monitors.find(({ spec }) => matches(spec.selector, labels));
      if (found === undefined) return [`no PodMonitor selects the pods of ${nameOf(deployment)}`];
      const endpoints = found.spec.podMetricsEndpoints ?? [];
      const isNamed = endpoints.every(({ relabelings = [] }) =>
        relabelings.some(
          ({ targetLabel, sourceLabels }) => targetLabel === 'service' && sourceLabels?.[0] === NAME_LABEL,
        ),
      );
      return [
        ...(labels[found.spec.jobLabel ?? ''] === 'flowforge'
          ? []
          : [`series of ${nameOf(deployment)} have no label job="flowforge"`]),
        ...(endpoints.length > 0 && isNamed
          ? []
          : [`series of ${nameOf(deployment)} have no label service with its name`]),
      ];
    });
  },
};
