import { change, mutantsOf } from './mutant.js';

export const NO_SECRET_VALUES_MUTANTS = mutantsOf('no secret value is in the repository', [
  {
    name: 'a password in a ConfigMap',
    change: change('ConfigMap', 'flowforge', (map) => {
      map.data = { ...map.data, NATS_URL: 'tls://console:password@nats:4222' };
    }),
  },
  {
    name: 'a password in an ExternalSecret',
    isInBase: false,
    change: change('ExternalSecret', 'registry', ({ spec }) => {
      if (spec?.target?.template) spec.target.template.data = { DATABASE_URL: 'postgresql://a:b@c/d' };
    }),
  },
]);
