import {
  containersOf,
  matches,
  nameOf,
  ofKind,
  type Selector,
  type Workload,
  workloadsOf,
} from '../manifests.js';
import type { Policy } from './policy.js';

/** Every selector finds pods, that of a Service only pods of one workload, and every port that is named exists there. */
export const selectors: Policy = {
  name: 'selectors match',
  violations: (objects) => {
    const workloads = workloadsOf(objects);
    const found = (selector: Selector | undefined): Workload[] =>
      workloads.filter(({ template }) => matches(selector, template.metadata?.labels));
    const services = ofKind(objects, 'Service');
    const servicePorts = (service: string | undefined): (string | number)[] =>
      services
        .filter((one) => nameOf(one) === service)
        .flatMap((one) => one.spec?.ports ?? [])
        .flatMap(({ name, port }) => [port, ...(name === undefined ? [] : [name])]);
    const backends = [
      ...ofKind(objects, 'Ingress').flatMap(({ spec }) =>
        (spec?.rules ?? [])
          .flatMap((rule) => rule.http?.paths ?? [])
          .map(({ backend }) => ({
            service: backend.service?.name,
            port: backend.service?.port?.name ?? backend.service?.port?.number,
          })),
      ),
      ...ofKind(objects, 'HTTPRoute').flatMap(({ spec }) =>
        (spec?.rules ?? [])
          .flatMap((rule) => rule.backendRefs ?? [])
          .map(({ name, port }) => ({ service: name, port })),
      ),
    ];
    const targets = [
      ...ofKind(objects, 'HorizontalPodAutoscaler').map((one) => ({
        of: one,
        name: one.spec?.scaleTargetRef.name,
      })),
      ...ofKind(objects, 'ScaledObject').map((one) => ({ of: one, name: one.spec.scaleTargetRef.name })),
    ];
    return [
      ...[...ofKind(objects, 'Deployment'), ...ofKind(objects, 'StatefulSet')].flatMap((one) =>
        matches(one.spec?.selector, one.spec?.template.metadata?.labels)
          ? []
          : [`${nameOf(one)}: its selector does not match its pods`],
      ),
      ...services.flatMap((service) => {
        const pods = found({ matchLabels: service.spec?.selector ?? {} });
        const [workload] = pods;
        if (pods.length !== 1 || workload === undefined)
          return [`Service ${nameOf(service)} selects the pods of ${pods.length} workloads`];
        const names = containersOf(workload).flatMap(({ ports = [] }) => ports.map(({ name }) => name));
        return (service.spec?.ports ?? [])
          .filter(({ targetPort }) => !names.includes(String(targetPort)))
          .map(({ targetPort }) => `Service ${nameOf(service)}: no container has the port ${targetPort}`);
      }),
      ...[...ofKind(objects, 'PodDisruptionBudget'), ...ofKind(objects, 'PodMonitor')].flatMap((one) =>
        found(one.spec?.selector).length > 0 ? [] : [`${nameOf(one)} selects no pods`],
      ),
      ...ofKind(objects, 'PodMonitor').flatMap((monitor) =>
        (monitor.spec.podMetricsEndpoints ?? []).flatMap(({ port }) =>
          found(monitor.spec.selector)
            .filter((workload) => !hasPort(workload, port))
            .map(({ name }) => `PodMonitor ${nameOf(monitor)}: ${name} has no port ${port}`),
        ),
      ),
      ...backends.flatMap(({ service, port }) =>
        servicePorts(service).includes(port ?? '')
          ? []
          : [`the way in leads to ${service}:${port}, which is not there`],
      ),
      ...targets.flatMap(({ of, name }) =>
        ofKind(objects, 'Deployment').some((one) => nameOf(one) === name)
          ? []
          : [`${nameOf(of)} scales ${name}, which is not there`],
      ),
    ];
  },
};

function hasPort(workload: Workload, name: string | undefined): boolean {
  return containersOf(workload).some(({ ports = [] }) => ports.some((port) => port.name === name));
}
