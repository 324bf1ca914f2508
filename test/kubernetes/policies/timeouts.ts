import { environmentOf } from '../environment-of.js';
import { nameOf, ofKind } from '../manifests.js';
import { variablesOf } from '../services.js';
import type { Policy } from './policy.js';

/** The parts of a drain of delivery beside its attempts: running requests, cancelled attempts, closing; in milliseconds. */
const OTHER_DRAIN_MS = 3_000 + 1_200 + 2_000;
/** Between the end of a drain and SIGKILL, in milliseconds. */
const MARGIN_MS = 2_000;

/** A pod has time for preStop and its drain, and the drain of delivery for its longest attempt and the write of its result. */
export const timeouts: Policy = {
  name: 'grace periods are longer than timeouts',
  violations: (objects) =>
    ofKind(objects, 'Deployment').flatMap((deployment) => {
      const name = nameOf(deployment);
      const environment = environmentOf(deployment, objects);
      const milliseconds = (variable: string): number =>
        Number(
          environment[variable] ?? variablesOf(name).find((one) => one.name === variable)?.fallback ?? 0,
        );
      const pod = deployment.spec?.template.spec;
      const preStopMs =
        Math.max(...(pod?.containers ?? []).map(({ lifecycle }) => lifecycle?.preStop?.sleep?.seconds ?? 0)) *
        1_000;
      const drainMs = milliseconds('DRAIN_TIMEOUT_MS');
      const graceMs = (pod?.terminationGracePeriodSeconds ?? 30) * 1_000;
      return [
        ...(graceMs >= preStopMs + drainMs + MARGIN_MS ? [] : [`${name} is killed while it drains`]),
        ...(drainMs >= milliseconds('ATTEMPT_TIMEOUT_MS') + OTHER_DRAIN_MS
          ? []
          : [`${name} drains for less time than an attempt takes`]),
      ];
    }),
};
