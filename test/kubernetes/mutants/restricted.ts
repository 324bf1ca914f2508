import { change, pods, mutantsOf } from './mutant.js';

export const RESTRICTED_MUTANTS = mutantsOf('pods are restricted', [
  {
    name: 'runs as root',
    change: pods('delivery', ({ spec }) => {
      if (spec?.securityContext) spec.securityContext.runAsUser = 0;
    }),
  },
  {
    name: 'the root can be written',
    change: pods('console', ({ spec }) => {
      delete spec?.containers[0]?.securityContext?.readOnlyRootFilesystem;
    }),
  },
  {
    name: 'an init container keeps capabilities',
    change: pods('registry', ({ spec }) => {
      delete spec?.initContainers?.[0]?.securityContext?.capabilities;
    }),
  },
  {
    name: 'no seccomp profile',
    change: pods('conversations-migrate', ({ spec }) => {
      delete spec?.securityContext?.seccompProfile;
    }),
  },
  {
    name: 'a token of the API server',
    change: pods('delivery', ({ spec }) => {
      delete spec?.automountServiceAccountToken;
    }),
  },
  {
    name: 'a volume of the host',
    change: pods('console', ({ spec }) => {
      spec?.volumes?.push({ name: 'host', hostPath: { path: '/' } });
    }),
  },
  {
    name: 'the namespace does not enforce',
    change: change('Namespace', 'flowforge', ({ metadata }) => {
      if (metadata) metadata.labels = {};
    }),
  },
]);
