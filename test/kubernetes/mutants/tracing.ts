import { ofKind } from '../manifests.js';
import { change, mutantsOf, without } from './mutant.js';

/** Mutants of production with the component tracing. */
export const TRACING_MUTANTS = [
  ...mutantsOf('network policies allow the drawn edges and no other', [
    {
      name: 'the connection to the collector is not allowed',
      change: without('NetworkPolicy', 'traces'),
    },
    {
      name: 'the collector may be in every namespace',
      change: change('NetworkPolicy', 'traces', ({ spec }) => {
        if (spec) spec.egress = [{ to: [{ namespaceSelector: {} }], ports: [{ port: 4318 }] }];
      }),
    },
    {
      name: 'migrations may reach the collector, too',
      change: change('NetworkPolicy', 'traces', ({ spec }) => {
        if (spec) spec.podSelector = {};
      }),
    },
    {
      name: 'the connection is allowed although no address is set',
      change: (objects) => {
        for (const { data } of ofKind(objects, 'ConfigMap')) delete data?.OTEL_EXPORTER_OTLP_ENDPOINT;
        return undefined;
      },
    },
  ]),
  ...mutantsOf('services accept their settings', [
    {
      name: 'the headers of the collector are not in a Secret',
      change: change('ConfigMap', 'flowforge', ({ data }) => {
        if (data) data.OTEL_EXPORTER_OTLP_HEADERS = 'api-key=k';
      }),
    },
  ]),
];
