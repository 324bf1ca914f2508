import { containersOf, nameOf, ofKind, workloadsOf } from '../manifests.js';
import type { Policy } from './policy.js';

/** The restricted profile of the Pod Security Standards, and a read-only root. Nothing gets a token of the API server. */
export const restricted: Policy = {
  name: 'pods are restricted',
  violations: (objects) => [
    ...workloadsOf(objects).flatMap((workload) => {
      const { spec } = workload.template;
      const pod = spec?.securityContext;
      const wrong = (text: string): string => `${workload.kind} ${workload.name}: ${text}`;
      return [
        ...(pod?.runAsNonRoot === true && (pod.runAsUser ?? 0) > 0 ? [] : [wrong('may run as root')]),
        ...(pod?.seccompProfile?.type === 'RuntimeDefault' ? [] : [wrong('has no seccomp profile')]),
        ...(spec?.automountServiceAccountToken === false ? [] : [wrong('gets a token')]),
        ...(spec?.hostNetwork || spec?.hostPID || spec?.hostIPC ? [wrong('uses the host')] : []),
        ...(spec?.volumes ?? [])
          .filter(({ emptyDir, configMap, secret }) => !emptyDir && !configMap && !secret)
          .map(({ name }) => wrong(`the volume ${name} is of another kind`)),
        ...containersOf(workload).flatMap(({ name, securityContext: context }) => [
          ...(context?.allowPrivilegeEscalation === false ? [] : [wrong(`${name} may gain privileges`)]),
          ...(context?.readOnlyRootFilesystem === true ? [] : [wrong(`the root of ${name} can be written`)]),
          ...(context?.capabilities?.drop?.includes('ALL') && !context.capabilities.add
            ? []
            : [wrong(`${name} keeps capabilities`)]),
          ...(context?.privileged || context?.runAsUser === 0 ? [wrong(`${name} is privileged`)] : []),
        ]),
      ];
    }),
    ...ofKind(objects, 'Namespace')
      .filter(({ metadata }) => metadata?.labels?.['pod-security.kubernetes.io/enforce'] !== 'restricted')
      .map((one) => `Namespace ${nameOf(one)} does not enforce the restricted profile`),
  ],
};
