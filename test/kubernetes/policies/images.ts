import { containersOf, workloadsOf } from '../manifests.js';
import type { Policy } from './policy.js';

/** Every image has a fixed tag or a digest, and all containers of a workload have the same one. */
export const images: Policy = {
  name: 'images are fixed',
  violations: (objects) =>
    workloadsOf(objects).flatMap((workload) => {
      const used = containersOf(workload).map(({ image = '' }) => image);
      return [
        ...used
          .filter((image) => !/(@sha256:[0-9a-f]{64}|:[\w.-]+)$/.test(image) || image.endsWith(':latest'))
          .map((image) => `${workload.kind} ${workload.name}: ${image} may change`),
        ...(new Set(used).size > 1 ? [`${workload.kind} ${workload.name} has several images`] : []),
      ];
    }),
};
