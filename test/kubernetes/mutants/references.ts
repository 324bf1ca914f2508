import { change, pods, without, mutantsOf } from './mutant.js';

export const REFERENCES_MUTANTS = mutantsOf('references exist', [
  {
    name: 'a Secret that nobody makes',
    change: without('ExternalSecret', 'encryption-keys'),
  },
  {
    name: 'a Secret without the key',
    change: change('ExternalSecret', 'console', ({ spec }) => {
      if (spec?.target?.template) spec.target.template.data = { URL: '' };
    }),
  },
  {
    name: 'a ConfigMap of another name',
    change: change('ConfigMap', 'delivery', ({ metadata }) => {
      if (metadata) metadata.name = 'settings';
    }),
  },
  { name: 'no certificate of NATS', change: without('Certificate', 'nats-tls') },
  {
    name: 'no password of a role',
    change: without('ExternalSecret', 'postgres-delivery'),
  },
  {
    name: 'an account that does not exist',
    change: pods('delivery-migrate', ({ spec }) => {
      if (spec) spec.serviceAccountName = 'migrations';
    }),
  },
]);
