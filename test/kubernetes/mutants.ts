// Longer than 300 lines: one list, with an entry of a few lines for each mutant.
import { type Manifest, nameOf, ofKind, workloadsOf } from './manifests.js';

/** A change that makes the manifests wrong, and the policy that must report it. */
interface Mutant {
  name: string;
  policy: string;
  /** False when the base has no object that it changes; default true. */
  isInBase?: false;
  /** Changes the objects in place, or returns others. */
  change: (objects: Manifest[]) => Manifest[] | undefined;
}

type Change<Kind> = (object: Kind) => void;
type KindName = Parameters<typeof ofKind>[1];

/** Changes one object of a kind in place. */
function change<Kind extends KindName>(
  kind: Kind,
  name: string,
  edit: Change<ReturnType<typeof ofKind<Kind>>[number]>,
): Mutant['change'] {
  return (objects) => {
    const found = ofKind(objects, kind).find((object) => nameOf(object).startsWith(name));
    if (found === undefined) throw new Error(`no ${kind} ${name}`);
    edit(found);
    return undefined;
  };
}

/** Takes the objects of a kind away whose names begin so. */
function without(kind: string, name: string): Mutant['change'] {
  return (objects) => objects.filter((object) => object.kind !== kind || !nameOf(object).startsWith(name));
}

/** Changes the pods of a Deployment or Job. */
function pods(
  name: string,
  edit: (template: ReturnType<typeof workloadsOf>[number]['template']) => void,
): Mutant['change'] {
  return (objects) => {
    const found = workloadsOf(objects).find((workload) => workload.name.startsWith(name));
    if (found === undefined) throw new Error(`no workload ${name}`);
    edit(found.template);
    return undefined;
  };
}

const COMPLETE = 'every Deployment has what it needs';
const NETWORK = 'network policies allow the drawn edges and no other';
const MONITORING = 'rules find the series of every Deployment';
const RANGES = 'the egress of delivery is its own rule of addresses';

export const MUTANTS: readonly Mutant[] = [
  {
    name: 'a Service also selects the migration Job',
    policy: 'selectors match',
    change: change('Service', 'registry', ({ spec }) => {
      if (spec) spec.selector = { 'app.kubernetes.io/name': 'registry' };
    }),
  },
  {
    name: 'a Service has another target port',
    policy: 'selectors match',
    change: change('Service', 'console', ({ spec }) =>
      spec?.ports?.forEach((port) => {
        port.targetPort = 'web';
      }),
    ),
  },
  {
    name: 'a Deployment does not select its pods',
    policy: 'selectors match',
    change: change('Deployment', 'console', ({ spec }) => {
      if (spec) spec.selector = { matchLabels: { app: 'console' } };
    }),
  },
  {
    name: 'the Ingress leads to another port',
    policy: 'selectors match',
    isInBase: false,
    change: change('Ingress', 'flowforge', ({ spec }) => {
      const service = spec?.rules?.[0]?.http?.paths[0]?.backend.service;
      if (service) service.port = { number: 80 };
    }),
  },
  {
    name: 'an autoscaler scales nothing',
    policy: 'selectors match',
    change: change('HorizontalPodAutoscaler', 'registry', ({ spec }) => {
      if (spec) spec.scaleTargetRef.name = 'registries';
    }),
  },
  {
    name: 'no readiness probe',
    policy: 'ports and probes exist',
    change: pods('delivery', ({ spec }) => {
      delete spec?.containers[0]?.readinessProbe;
    }),
  },
  {
    name: 'the liveness probe asks for readiness',
    policy: 'ports and probes exist',
    change: pods('registry', ({ spec }) => {
      const get = spec?.containers[0]?.livenessProbe?.httpGet;
      if (get) get.path = '/readyz';
    }),
  },
  {
    name: 'a probe on the public port',
    policy: 'ports and probes exist',
    change: pods('console', ({ spec }) => {
      const get = spec?.containers[0]?.startupProbe?.httpGet;
      if (get) get.port = 'http';
    }),
  },
  {
    name: 'the ops port is another one',
    policy: 'ports and probes exist',
    change: change('ConfigMap', 'flowforge', ({ data }) => {
      if (data) data.OPS_PORT = '9091';
    }),
  },
  {
    name: 'runs as root',
    policy: 'pods are restricted',
    change: pods('delivery', ({ spec }) => {
      if (spec?.securityContext) spec.securityContext.runAsUser = 0;
    }),
  },
  {
    name: 'the root can be written',
    policy: 'pods are restricted',
    change: pods('console', ({ spec }) => {
      delete spec?.containers[0]?.securityContext?.readOnlyRootFilesystem;
    }),
  },
  {
    name: 'an init container keeps capabilities',
    policy: 'pods are restricted',
    change: pods('registry', ({ spec }) => {
      delete spec?.initContainers?.[0]?.securityContext?.capabilities;
    }),
  },
  {
    name: 'no seccomp profile',
    policy: 'pods are restricted',
    change: pods('conversations-migrate', ({ spec }) => {
      delete spec?.securityContext?.seccompProfile;
    }),
  },
  {
    name: 'a token of the API server',
    policy: 'pods are restricted',
    change: pods('delivery', ({ spec }) => {
      delete spec?.automountServiceAccountToken;
    }),
  },
  {
    name: 'a volume of the host',
    policy: 'pods are restricted',
    change: pods('console', ({ spec }) => {
      spec?.volumes?.push({ name: 'host', hostPath: { path: '/' } });
    }),
  },
  {
    name: 'the namespace does not enforce',
    policy: 'pods are restricted',
    change: change('Namespace', 'flowforge', ({ metadata }) => {
      if (metadata) metadata.labels = {};
    }),
  },
  {
    name: 'no memory limit',
    policy: 'requests and limits are set',
    change: pods('delivery', ({ spec }) => {
      delete spec?.containers[0]?.resources?.limits?.memory;
    }),
  },
  {
    name: 'no requests',
    policy: 'requests and limits are set',
    change: pods('registry-migrate', ({ spec }) => {
      delete spec?.containers[0]?.resources?.requests;
    }),
  },
  {
    name: 'the tag latest',
    policy: 'images are fixed',
    change: pods('console', ({ spec }) => {
      if (spec?.containers[0]) spec.containers[0].image = 'flowforge/console:latest';
    }),
  },
  {
    name: 'no tag',
    policy: 'images are fixed',
    change: pods('console', ({ spec }) => {
      if (spec?.containers[0]) spec.containers[0].image = 'registry.example.com:5000/flowforge/console';
    }),
  },
  { name: 'no disruption budget', policy: COMPLETE, change: without('PodDisruptionBudget', 'delivery') },
  {
    name: 'a budget that keeps unhealthy pods',
    policy: COMPLETE,
    change: change('PodDisruptionBudget', 'console', ({ spec }) => {
      delete spec?.unhealthyPodEvictionPolicy;
    }),
  },
  {
    name: 'no network policy of its own',
    policy: COMPLETE,
    change: without('NetworkPolicy', 'conversations'),
  },
  { name: 'no account', policy: COMPLETE, change: without('ServiceAccount', 'registry') },
  {
    name: 'an account with a token',
    policy: COMPLETE,
    change: change('ServiceAccount', 'registry', (account) => {
      delete account.automountServiceAccountToken;
    }),
  },
  { name: 'no autoscaler', policy: COMPLETE, change: without('HorizontalPodAutoscaler', 'console') },
  {
    name: 'one replica is enough',
    policy: COMPLETE,
    isInBase: false,
    change: change('ScaledObject', 'delivery', ({ spec }) => {
      spec.minReplicaCount = 1;
    }),
  },
  {
    name: 'not spread over hosts',
    policy: COMPLETE,
    change: pods('registry', ({ spec }) => {
      spec?.topologySpreadConstraints?.pop();
    }),
  },
  {
    name: 'an update stops a replica first',
    policy: COMPLETE,
    change: change('Deployment', 'console', ({ spec }) => {
      if (spec?.strategy?.rollingUpdate) spec.strategy.rollingUpdate.maxUnavailable = 1;
    }),
  },
  {
    name: 'an apply resets the replicas',
    policy: COMPLETE,
    change: change('Deployment', 'console', ({ spec }) => {
      if (spec) spec.replicas = 2;
    }),
  },
  {
    name: 'no preStop',
    policy: COMPLETE,
    change: pods('conversations', ({ spec }) => {
      delete spec?.containers[0]?.lifecycle;
    }),
  },
  {
    name: 'a shorter grace period',
    policy: 'grace periods are longer than timeouts',
    change: pods('delivery', ({ spec }) => {
      if (spec) spec.terminationGracePeriodSeconds = 27;
    }),
  },
  {
    name: 'a longer attempt',
    policy: 'grace periods are longer than timeouts',
    change: change('ConfigMap', 'delivery', (map) => {
      map.data = { ...map.data, ATTEMPT_TIMEOUT_MS: '30000' };
    }),
  },
  {
    name: 'a longer drain',
    policy: 'grace periods are longer than timeouts',
    change: change('ConfigMap', 'flowforge', ({ data }) => {
      if (data) data.DRAIN_TIMEOUT_MS = '40000';
    }),
  },
  {
    name: 'a Secret that nobody makes',
    policy: 'references exist',
    change: without('ExternalSecret', 'encryption-keys'),
  },
  {
    name: 'a Secret without the key',
    policy: 'references exist',
    change: change('ExternalSecret', 'console', ({ spec }) => {
      if (spec?.target?.template) spec.target.template.data = { URL: '' };
    }),
  },
  {
    name: 'a ConfigMap of another name',
    policy: 'references exist',
    change: change('ConfigMap', 'delivery', ({ metadata }) => {
      if (metadata) metadata.name = 'settings';
    }),
  },
  { name: 'no certificate of NATS', policy: 'references exist', change: without('Certificate', 'nats-tls') },
  {
    name: 'no password of a role',
    policy: 'references exist',
    change: without('ExternalSecret', 'postgres-delivery'),
  },
  {
    name: 'an account that does not exist',
    policy: 'references exist',
    change: pods('delivery-migrate', ({ spec }) => {
      if (spec) spec.serviceAccountName = 'migrations';
    }),
  },
  {
    name: 'no migration Job',
    policy: 'pods wait for the migrations of their release',
    change: without('Job', 'registry'),
  },
  {
    name: 'a Job of another release',
    policy: 'pods wait for the migrations of their release',
    change: pods('delivery-migrate', ({ spec }) => {
      if (spec?.containers[0]) spec.containers[0].image = 'flowforge/delivery:0.0.1';
    }),
  },
  {
    name: 'a Job with a name for all releases',
    policy: 'pods wait for the migrations of their release',
    change: change('Job', 'registry', ({ metadata }) => {
      if (metadata) metadata.name = 'registry-migrate';
    }),
  },
  {
    name: 'pods that do not wait',
    policy: 'pods wait for the migrations of their release',
    change: pods('conversations', ({ spec }) => {
      delete spec?.initContainers;
    }),
  },
  {
    name: 'a setting that does not exist',
    policy: 'services accept their settings',
    change: change('ConfigMap', 'delivery', (map) => {
      map.data = { ...map.data, MAX_INFLIGHT: '10' };
    }),
  },
  {
    name: 'a setting with a wrong value',
    policy: 'services accept their settings',
    change: change('ConfigMap', 'flowforge', ({ data }) => {
      if (data) data.TRUST_PROXY = 'yes';
    }),
  },
  {
    name: 'a setting that must be set is not',
    policy: 'services accept their settings',
    change: change('ConfigMap', 'console', ({ data }) => {
      delete data?.REGISTRY_URLS;
    }),
  },
  {
    name: 'a setting of a local run',
    policy: 'services accept their settings',
    change: change('ConfigMap', 'registry', (map) => {
      map.data = { ...map.data, ALLOW_INSECURE_ENDPOINTS: 'true' };
    }),
  },
  {
    name: 'no public address',
    policy: 'services accept their settings',
    change: change('ConfigMap', 'flowforge', ({ data }) => {
      if (data) data.PUBLIC_URL = '';
    }),
  },
  {
    name: 'a password in a ConfigMap',
    policy: 'no secret value is in the repository',
    change: change('ConfigMap', 'flowforge', (map) => {
      map.data = { ...map.data, NATS_URL: 'tls://console:password@nats:4222' };
    }),
  },
  {
    name: 'a password in an ExternalSecret',
    policy: 'no secret value is in the repository',
    isInBase: false,
    change: change('ExternalSecret', 'registry', ({ spec }) => {
      if (spec?.target?.template) spec.target.template.data = { DATABASE_URL: 'postgresql://a:b@c/d' };
    }),
  },
  {
    name: 'nothing is refused by default',
    policy: NETWORK,
    change: without('NetworkPolicy', 'default-deny'),
  },
  {
    name: 'the console may use Postgres',
    policy: NETWORK,
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
    policy: NETWORK,
    change: change('NetworkPolicy', 'registry', ({ spec }) => {
      spec?.ingress?.pop();
    }),
  },
  {
    name: 'every namespace may reach the console',
    policy: NETWORK,
    change: change('NetworkPolicy', 'console-from-outside', ({ spec }) => {
      if (spec) spec.ingress = [{ ports: [{ port: 8080 }] }];
    }),
  },
  {
    name: 'the ops port is open',
    policy: NETWORK,
    change: change('NetworkPolicy', 'metrics', ({ spec }) => {
      if (spec) spec.ingress = [{ from: [{ namespaceSelector: {} }], ports: [{ port: 9090 }] }];
    }),
  },
  {
    name: 'Prometheus may not reach the ops ports',
    policy: NETWORK,
    isInBase: false,
    change: without('NetworkPolicy', 'metrics'),
  },
  {
    name: 'series without the label job of the rules',
    policy: MONITORING,
    change: change('PodMonitor', 'flowforge', ({ spec }) => {
      delete spec.jobLabel;
    }),
  },
  {
    name: 'series without the label service of the rules',
    policy: MONITORING,
    change: change('PodMonitor', 'flowforge', ({ spec }) => {
      delete spec.podMetricsEndpoints?.[0]?.relabelings;
    }),
  },
  {
    name: 'a service that Prometheus does not read',
    policy: MONITORING,
    change: pods('console', ({ metadata }) => {
      delete metadata?.labels?.['app.kubernetes.io/component'];
    }),
  },
  {
    name: 'the registry may reach the internet',
    policy: NETWORK,
    change: change('NetworkPolicy', 'registry', ({ spec }) => {
      spec?.egress?.push({ to: [{ ipBlock: { cidr: '0.0.0.0/0' } }], ports: [{ port: 443 }] });
    }),
  },
  { name: 'no DNS', policy: NETWORK, change: without('NetworkPolicy', 'allow-dns') },
  ...['10.0.0.0/8', '169.254.0.0/16', '168.63.129.16/32', 'fc00::/7', 'fe80::/10', '2002::/16'].map(
    (range): Mutant => ({
      name: `delivery may reach ${range}`,
      policy: RANGES,
      change: change('NetworkPolicy', 'delivery', ({ spec }) => {
        for (const { ipBlock } of spec?.egress?.flatMap(({ to = [] }) => to) ?? []) {
          if (ipBlock) ipBlock.except = ipBlock.except?.filter((one) => one !== range) ?? [];
        }
      }),
    }),
  ),
  {
    name: 'delivery may not reach a public address',
    policy: RANGES,
    change: change('NetworkPolicy', 'delivery', ({ spec }) => {
      spec?.egress
        ?.flatMap(({ to = [] }) => to)
        .forEach(({ ipBlock }) =>
          ipBlock?.except?.push(ipBlock.cidr.includes(':') ? '2606:4700::/32' : '1.1.1.0/24'),
        );
    }),
  },
];

/** Mutants of production with the component tracing. */
export const TRACING_MUTANTS: readonly Mutant[] = [
  {
    name: 'the connection to the collector is not allowed',
    policy: NETWORK,
    change: without('NetworkPolicy', 'traces'),
  },
  {
    name: 'the collector may be in every namespace',
    policy: NETWORK,
    change: change('NetworkPolicy', 'traces', ({ spec }) => {
      if (spec) spec.egress = [{ to: [{ namespaceSelector: {} }], ports: [{ port: 4318 }] }];
    }),
  },
  {
    name: 'migrations may reach the collector, too',
    policy: NETWORK,
    change: change('NetworkPolicy', 'traces', ({ spec }) => {
      if (spec) spec.podSelector = {};
    }),
  },
  {
    name: 'the connection is allowed although no address is set',
    policy: NETWORK,
    change: (objects) => {
      for (const { data } of ofKind(objects, 'ConfigMap')) delete data?.OTEL_EXPORTER_OTLP_ENDPOINT;
      return undefined;
    },
  },
  {
    name: 'the headers of the collector are not in a Secret',
    policy: 'services accept their settings',
    change: change('ConfigMap', 'flowforge', ({ data }) => {
      if (data) data.OTEL_EXPORTER_OTLP_HEADERS = 'api-key=k';
    }),
  },
];

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
