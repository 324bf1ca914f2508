import { fileURLToPath } from 'node:url';
import { nameOf, ofKind } from '../kubernetes/manifests.js';
import { readBase } from '../kubernetes/read-base.js';
import type { RestartTimes } from './replica-set.js';

const BASE = fileURLToPath(new URL('../../../deploy/kubernetes/base', import.meta.url));
/** Until kubelet, endpoint controller and kube-proxy have passed on that a pod ends, in milliseconds. */
const PROPAGATION_MS = 1_000;

/** The times of the manifests, and the time in which a process must end after SIGTERM. @throws when services differ */
export function manifestTimes(): RestartTimes & { drainTimeoutMs: number } {
  const objects = readBase(BASE);
  const times = ofKind(objects, 'Deployment').map(({ spec }) => {
    const container = spec?.template.spec?.containers.find(({ name }) => name === 'service');
    return {
      readinessPeriodMs: (container?.readinessProbe?.periodSeconds ?? 0) * 1_000,
      preStopMs: (container?.lifecycle?.preStop?.sleep?.seconds ?? 0) * 1_000,
    };
  });
  const [first] = times;
  if (!first || times.some((one) => JSON.stringify(one) !== JSON.stringify(first)))
    throw new Error('the Deployments have different times');
  const settings = ofKind(objects, 'ConfigMap').find((map) => nameOf(map) === 'flowforge');
  return {
    ...first,
    propagationMs: PROPAGATION_MS,
    drainTimeoutMs: Number(settings?.data?.['DRAIN_TIMEOUT_MS']),
  };
}
