import { change, mutantsOf } from './mutant.js';

export const SETTINGS_MUTANTS = mutantsOf('services accept their settings', [
  {
    name: 'a setting that does not exist',
    change: change('ConfigMap', 'delivery', (map) => {
      map.data = { ...map.data, MAX_INFLIGHT: '10' };
    }),
  },
  {
    name: 'a setting with a wrong value',
    change: change('ConfigMap', 'flowforge', ({ data }) => {
      if (data) data.TRUST_PROXY = 'yes';
    }),
  },
  {
    name: 'a setting that must be set is not',
    change: change('ConfigMap', 'console', ({ data }) => {
      delete data?.REGISTRY_URLS;
    }),
  },
  {
    name: 'a setting of a local run',
    change: change('ConfigMap', 'registry', (map) => {
      map.data = { ...map.data, ALLOW_INSECURE_ENDPOINTS: 'true' };
    }),
  },
  {
    name: 'no public address',
    change: change('ConfigMap', 'flowforge', ({ data }) => {
      if (data) data.PUBLIC_URL = '';
    }),
  },
]);
