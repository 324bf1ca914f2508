import type { INetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy';
import { type Manifest, nameOf, ofKind } from '../manifests.js';
import { change, mutantsOf } from './mutant.js';

const NAME = 'own-servers';
const to = (cidr: string, port: number) => ({ to: [{ ipBlock: { cidr } }], ports: [{ port }] });

/** What an operator with an own Postgres and NATS adds to production: the way there. */
export const OWN_SERVERS_POLICY: Manifest & INetworkPolicy = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name: NAME, namespace: 'flowforge' },
  spec: {
    podSelector: {
      matchExpressions: [
        {
          key: 'app.kubernetes.io/name',
          operator: 'In',
          values: ['conversations', 'registry', 'delivery'],
        },
      ],
    },
    policyTypes: ['Egress'],
    egress: [to('10.96.0.0/16', 5432)],
  },
};

/** Mutants of production with servers of the operator. */
export const OWN_SERVERS_MUTANTS = mutantsOf('network policies allow the drawn edges and no other', [
  {
    name: 'the console may use the Postgres of the operator',
    change: change('NetworkPolicy', NAME, ({ spec }) => {
      if (spec) spec.podSelector = {};
    }),
  },
  {
    name: 'the services may reach another port there',
    change: change('NetworkPolicy', NAME, ({ spec }) => {
      spec?.egress?.push(to('10.96.0.0/16', 443));
    }),
  },
  {
    name: 'the registry no longer answers delivery',
    change: (objects) => {
      const registry = ofKind(objects, 'NetworkPolicy').find((one) => nameOf(one) === 'registry');
      registry?.spec?.ingress?.pop();
      return undefined;
    },
  },
]);
