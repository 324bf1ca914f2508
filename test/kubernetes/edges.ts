/**
 * Which connections the network policies allow: each edge of the first drawing of ARCHITECTURE.md, and those to the servers and to
 * what watches the pods. Everything else is refused.
 */
export interface Edge {
  from: string;
  to: string;
  port: number;
}

/** A place that pods connect to or from. The names are used in edges. */
export interface Place {
  name: string;
  namespace: string;
  labels: Record<string, string>;
}

const service = (name: string): Place => ({
  name,
  namespace: 'flowforge',
  labels: {
    'app.kubernetes.io/name': name,
    'app.kubernetes.io/component': 'service',
    'app.kubernetes.io/part-of': 'flowforge',
  },
});
const migration = (name: string): Place => ({
  ...service(name),
  name: `${name} migration`,
  labels: { ...service(name).labels, 'app.kubernetes.io/component': 'migration' },
});

/** Pods, in the namespace and around it, with the labels that their operators and charts give them. */
export const PLACES: readonly Place[] = [
  ...['console', 'conversations', 'registry', 'delivery'].map(service),
  ...['conversations', 'registry', 'delivery'].map(migration),
  { name: 'nats', namespace: 'flowforge', labels: { 'app.kubernetes.io/name': 'nats' } },
  { name: 'postgres', namespace: 'flowforge', labels: { 'cnpg.io/cluster': 'postgres' } },
  {
    name: 'the HTTP-01 solver',
    namespace: 'flowforge',
    labels: { 'acme.cert-manager.io/http01-solver': 'true' },
  },
  { name: 'another pod of the namespace', namespace: 'flowforge', labels: {} },
  { name: 'the way in', namespace: 'ingress', labels: {} },
  { name: 'the gateway', namespace: 'gateway', labels: {} },
  { name: 'Prometheus', namespace: 'monitoring', labels: {} },
  { name: 'KEDA', namespace: 'keda', labels: {} },
  { name: 'the collector of traces', namespace: 'tracing', labels: {} },
  {
    name: 'CloudNativePG',
    namespace: 'cnpg-system',
    labels: { 'app.kubernetes.io/name': 'cloudnative-pg' },
  },
  { name: 'DNS', namespace: 'kube-system', labels: { 'k8s-app': 'kube-dns' } },
  { name: 'a pod of another namespace', namespace: 'default', labels: {} },
];

/** Addresses outside of pods. */
export const ADDRESSES: readonly { name: string; address: string }[] = [
  { name: 'the internet', address: '93.184.215.14' },
  { name: 'the internet', address: '2606:4700:4700::1111' },
  { name: 'a private network', address: '10.96.0.1' },
  { name: 'a private network', address: '192.168.1.1' },
  { name: 'a private network', address: 'fd00::1' },
  { name: 'the metadata of the cloud', address: '169.254.169.254' },
  { name: 'the metadata of the cloud', address: '168.63.129.16' },
];

export const PORTS: readonly number[] = [53, 443, 4222, 4318, 5432, 6222, 6443, 8000, 8080, 8089, 8222, 9090];

const edge = (from: string, to: string, port: number): Edge => ({ from, to, port });
const SERVICES = ['console', 'conversations', 'registry', 'delivery'];
const WITH_SCHEMA = ['conversations', 'registry', 'delivery'];

/** The edges between parts in the drawing, as its arrows have them, and the port of each. NATS has no box: it is written on them. */
export const DRAWN: readonly { arrow: string; edges: readonly Edge[] }[] = [
  { arrow: 'console -> conversations', edges: [edge('console', 'conversations', 8080)] },
  { arrow: 'console -> registry', edges: [edge('console', 'registry', 8080)] },
  { arrow: 'console -> delivery', edges: [edge('console', 'delivery', 8080)] },
  {
    arrow: 'conversations <-> registry: NATS requests',
    edges: [edge('conversations', 'nats', 4222), edge('registry', 'nats', 4222)],
  },
  {
    arrow: 'delivery -> registry: NATS requests',
    edges: [edge('delivery', 'nats', 4222), edge('registry', 'nats', 4222)],
  },
  {
    arrow: 'conversations -> delivery: stream EVENTS',
    edges: [edge('conversations', 'nats', 4222), edge('delivery', 'nats', 4222)],
  },
  {
    arrow: 'registry -> delivery: stream ROUTING',
    edges: [edge('registry', 'nats', 4222), edge('delivery', 'nats', 4222)],
  },
  { arrow: 'delivery -> registry: HTTP: changes not settled', edges: [edge('delivery', 'registry', 8080)] },
  {
    arrow: 'registry -> conversations: HTTP while NATS is away',
    edges: [edge('registry', 'conversations', 8080)],
  },
  {
    arrow: 'delivery -> endpoint: signed POST',
    // Every port of TCP: which ones an endpoint may have is a rule of delivery.
    edges: PORTS.map((port) => edge('delivery', 'the internet', port)),
  },
];

/** Edges below the drawing: each service has its own schema in Postgres and its own user of NATS; all pods ask DNS. */
const SERVERS: readonly Edge[] = [
  edge('console', 'nats', 4222),
  edge('nats', 'nats', 6222),
  ...WITH_SCHEMA.flatMap((name) => [
    edge(name, 'postgres', 5432),
    edge(`${name} migration`, 'postgres', 5432),
  ]),
  ...PLACES.filter(({ namespace }) => namespace === 'flowforge').map(({ name }) => edge(name, 'DNS', 53)),
];

/** Stands for the kind of an object: the services have the address of a collector of traces. */
export const TRACES = 'address of a collector of traces';

/** Stand for the kind of an object: Postgres, or NATS, is not in the manifests. The operator brings it, and a policy for the way there. */
export const OWN_POSTGRES = 'Postgres of the operator';
export const OWN_NATS = 'NATS of the operator';

/** Who may connect to a server that the operator brings, and the port. Nobody knows where it is, so each place may be its own. */
const TO_OWN_SERVERS: Record<string, { port: number; from: readonly string[] }> = {
  [OWN_POSTGRES]: { port: 5432, from: WITH_SCHEMA.flatMap((name) => [name, `${name} migration`]) },
  [OWN_NATS]: { port: 4222, from: SERVICES },
};

/** Edges that a component adds, by the kind of its object that shows that the component is used. */
const OF_COMPONENTS: Record<string, readonly Edge[]> = {
  Ingress: [edge('the way in', 'console', 8080), edge('the way in', 'the HTTP-01 solver', 8089)],
  HTTPRoute: [edge('the gateway', 'console', 8080)],
  PodMonitor: SERVICES.map((name) => edge('Prometheus', name, 9090)),
  ScaledObject: [edge('KEDA', 'nats', 8222)],
  [TRACES]: SERVICES.map((name) => edge(name, 'the collector of traces', 4318)),
  Cluster: [
    ...[5432, 8000].flatMap((port) => [
      edge('postgres', 'postgres', port),
      edge('CloudNativePG', 'postgres', port),
    ]),
    // Its servers report to the API server of Kubernetes, which has no labels.
    ...['the internet', 'a private network', 'the metadata of the cloud'].flatMap((to) =>
      [443, 6443].map((port) => edge('postgres', to, port)),
    ),
  ],
};

export const textOf = ({ from, to, port }: Edge): string => `${from} -> ${to}:${port}`;

/** The edges that the policies of an overlay allow. `uses`: the kinds of its objects, and the words above. */
export function edgesOf(uses: ReadonlySet<string>): {
  /** Edges that must be allowed, as `textOf` writes them. No other one may be, */
  required: Set<string>;
  /** except for these. */
  isOptional: (edge: Edge) => boolean;
} {
  const added = Object.entries(OF_COMPONENTS).flatMap(([kind, edges]) => (uses.has(kind) ? edges : []));
  const known = [...DRAWN.flatMap(({ edges }) => edges), ...SERVERS, ...added];
  const own = Object.entries(TO_OWN_SERVERS).flatMap(([word, one]) => (uses.has(word) ? [one] : []));
  const absent = [...(uses.has(OWN_POSTGRES) ? ['postgres'] : []), ...(uses.has(OWN_NATS) ? ['nats'] : [])];
  // Its policies may be there, and then no pod has them.
  const isAbsent = ({ to }: Edge): boolean => absent.includes(to);
  return {
    required: new Set(known.filter((one) => !isAbsent(one)).map(textOf)),
    isOptional: (one) =>
      (isAbsent(one) && known.some((each) => textOf(each) === textOf(one))) ||
      own.some(({ port, from }) => one.port === port && from.includes(one.from)),
  };
}
