import { nameOf, ofKind } from '../manifests.js';
import { change, without, mutantsOf } from './mutant.js';

export const NETWORK_MUTANTS = mutantsOf('network policies allow the drawn edges and no other', [
  {
    name: 'nothing is refused by default',
    change: without('NetworkPolicy', 'default-deny'),
  },
  {
    name: 'the console may use Postgres',
    change: (objects) => {
      const from = ofKind(objects, 'NetworkPolicy');
      const console_ = from.find((one) => nameOf(one) === 'console');
      const postgres = from.find((one) => nameOf(one) === 'postgres');
      console_?.spec?.egress?.push({ to: [{ podSelector: {} }], ports: [{ port: 5432 }] });
      postgres?.spec?.ingress?.push({ ports: [{ port: 5432 }] });
      return undefined;
    },
  },
  {
    name: 'an edge of the drawing is missing',
    change: change('NetworkPolicy', 'registry', ({ spec }) => {
      spec?.ingress?.pop();
    }),
  },
  {
    name: 'every namespace may reach the console',
    change: change('NetworkPolicy', 'console-from-outside', ({ spec }) => {
      if (spec) spec.ingress = [{ ports: [{ port: 8080 }] }];
    }),
  },
  {
    name: 'the ops port is open',
    change: change('NetworkPolicy', 'metrics', ({ spec }) => {
      if (spec) spec.ingress = [{ from: [{ namespaceSelector: {} }], ports: [{ port: 9090 }] }];
    }),
  },
  {
    name: 'Prometheus may not reach the ops ports',
    isInBase: false,
    change: without('NetworkPolicy', 'metrics'),
  },
  {
    name: 'the registry may reach the internet',
    change: change('NetworkPolicy', 'registry', ({ spec }) => {
      spec?.egress?.push({ to: [{ ipBlock: { cidr: '0.0.0.0/0' } }], ports: [{ port: 443 }] });
    }),
  },
  {
    name: 'a pod of each namespace may reach the HTTP-01 solver',
    isInBase: false,
    change: change('NetworkPolicy', 'http01-solver', ({ spec }) => {
      if (spec) spec.ingress = [{ ports: [{ port: 8089 }] }];
    }),
  },
  { name: 'no DNS', change: without('NetworkPolicy', 'allow-dns') },
]);
