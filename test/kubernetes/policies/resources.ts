import { containersOf, workloadsOf } from '../manifests.js';
import type { Policy } from './policy.js';

/** Every container says how much processor and memory it needs, and how much it may use. */
export const resources: Policy = {
  name: 'requests and limits are set',
  violations: (objects) =>
    workloadsOf(objects).flatMap((workload) =>
      containersOf(workload).flatMap(({ name, resources: { requests, limits } = {} }) =>
        [requests?.cpu, requests?.memory, limits?.cpu, limits?.memory].includes(undefined)
          ? [`${workload.kind} ${workload.name}: ${name} lacks a request or a limit`]
          : [],
      ),
    ),
};
