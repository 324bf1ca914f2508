/** Changes that the schemas must refuse. */
export const SCHEMA_MUTANTS: readonly { name: string; kind: string; change: (text: string) => string }[] = [
  {
    name: 'an unknown field of a Deployment',
    kind: 'Deployment',
    change: (text) => text.replace('"revisionHistoryLimit"', '"revisionHistoryLimits"'),
  },
  {
    name: 'an unknown field of a container',
    kind: 'Job',
    change: (text) => text.replace('"readOnlyRootFilesystem"', '"readOnlyRootFileSystem"'),
  },
  {
    name: 'a number where a text belongs',
    kind: 'Service',
    change: (text) => text.replace('"name":"http"', '"name":80'),
  },
  {
    name: 'a value that is not one of those allowed',
    kind: 'PodDisruptionBudget',
    change: (text) => text.replace('AlwaysAllow', 'Always'),
  },
  {
    name: 'an unknown field of a custom resource',
    kind: 'ScaledObject',
    change: (text) => text.replace('"pollingInterval"', '"pollInterval"'),
  },
  {
    name: 'an unknown field of CloudNativePG',
    kind: 'Cluster',
    change: (text) => text.replace('"dataDurability"', '"durability"'),
  },
  {
    name: 'an unknown field of an ExternalSecret',
    kind: 'ExternalSecret',
    change: (text) => text.replace('"refreshInterval"', '"refresh"'),
  },
  {
    name: 'an unknown field of a rule',
    kind: 'PrometheusRule',
    change: (text) => text.replace('"annotations"', '"annotation"'),
  },
  {
    name: 'a kind without a schema',
    kind: 'PodMonitor',
    change: (text) => text.replace('"kind":"PodMonitor"', '"kind":"PodMonitors"'),
  },
];
