import ipaddr from 'ipaddr.js';
import type { INetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy';
import {
  ADDRESSES,
  type Edge,
  edgesOf,
  OWN_NATS,
  OWN_POSTGRES,
  PLACES,
  type Place,
  PORTS,
  textOf,
  TRACES,
} from '../edges.js';
import { type Manifest, matches, nameOf, ofKind } from '../manifests.js';
import type { Policy } from './policy.js';

type Spec = NonNullable<INetworkPolicy['spec']>;
type Peer = NonNullable<NonNullable<Spec['egress']>[number]['to']>[number];
type Port = NonNullable<NonNullable<Spec['egress']>[number]['ports']>[number];

/** The policies together allow the edges of `edges.ts`, and no other. They are evaluated for each pair of places and each port. */
export const network: Policy = {
  name: 'network policies allow the drawn edges and no other',
  violations: (objects) => {
    const policies = ofKind(objects, 'NetworkPolicy');
    const allowed = new Map<string, Edge>();
    const add = (edge: Edge): void => void allowed.set(textOf(edge), edge);
    for (const from of PLACES) {
      for (const port of PORTS) {
        for (const to of PLACES) {
          const isOpen =
            mayPass(policies, from, 'Egress', port, to) && mayPass(policies, to, 'Ingress', port, from);
          const isOwn = from.namespace === 'flowforge' || to.namespace === 'flowforge';
          if (isOwn && isOpen) add({ from: from.name, to: to.name, port });
        }
        if (from.namespace !== 'flowforge') continue;
        for (const { name, address } of ADDRESSES) {
          if (mayPass(policies, from, 'Egress', port, address)) add({ from: from.name, to: name, port });
        }
      }
    }
    const { required, isOptional } = edgesOf(usesOf(objects));
    return [
      ...[...allowed]
        .filter(([text, edge]) => !required.has(text) && !isOptional(edge))
        .map(([text]) => `${text} is allowed`),
      ...[...required].filter((text) => !allowed.has(text)).map((text) => `${text} is refused`),
    ];
  },
};

/** What the edges depend on: the kinds of the objects, and the words of `edges.ts`. */
function usesOf(objects: readonly Manifest[]): Set<string> {
  const has = (kind: string, name: string): boolean =>
    objects.some((one) => one.kind === kind && nameOf(one) === name);
  const sendsTraces = ofKind(objects, 'ConfigMap').some(({ data }) => data?.OTEL_EXPORTER_OTLP_ENDPOINT);
  return new Set([
    ...objects.map(({ kind }) => kind),
    ...(sendsTraces ? [TRACES] : []),
    ...(has('Cluster', 'postgres') || has('StatefulSet', 'postgres') ? [] : [OWN_POSTGRES]),
    ...(has('Certificate', 'nats-tls') || has('StatefulSet', 'nats') ? [] : [OWN_NATS]),
  ]);
}

/** Whether the policies of the pods at `place` let a connection with `other` pass. Pods outside of the namespace have none. */
function mayPass(
  policies: readonly INetworkPolicy[],
  place: Place,
  direction: 'Ingress' | 'Egress',
  port: number,
  other: Place | string,
): boolean {
  if (place.namespace !== 'flowforge') return true;
  const own = policies.filter(
    ({ spec }) => spec?.policyTypes?.includes(direction) && matches(spec.podSelector, place.labels),
  );
  if (own.length === 0) return true;
  return own.some(({ spec }) => {
    const rules =
      direction === 'Ingress'
        ? (spec?.ingress ?? []).map(({ from, ports }) => ({ peers: from, ports }))
        : (spec?.egress ?? []).map(({ to, ports }) => ({ peers: to, ports }));
    return rules.some(
      ({ peers, ports }) =>
        (peers === undefined || peers.some((peer) => isPeer(peer, other))) &&
        (ports === undefined || ports.some((one) => isPort(one, port))),
    );
  });
}

function isPort({ port: first, endPort }: Port, port: number): boolean {
  if (first === undefined) return true;
  return port >= Number(first) && port <= (endPort ?? Number(first));
}

function isPeer(peer: Peer, other: Place | string): boolean {
  if (typeof other === 'string') return peer.ipBlock !== undefined && isInBlock(peer.ipBlock, other);
  // An ipBlock is for addresses outside of the cluster.
  if (peer.ipBlock !== undefined) return false;
  const { namespaceSelector, podSelector } = peer;
  const inNamespace = namespaceSelector
    ? matches(namespaceSelector, { 'kubernetes.io/metadata.name': other.namespace })
    : other.namespace === 'flowforge';
  return inNamespace && (podSelector === undefined || matches(podSelector, other.labels));
}

/** Whether an address is in a block, and in none of its exceptions. */
export function isInBlock(
  { cidr, except = [] }: { cidr: string; except?: string[] },
  address: string,
): boolean {
  const parsed = ipaddr.parse(address);
  const isIn = (range: string): boolean => {
    const [network, bits] = ipaddr.parseCIDR(range);
    return network.kind() === parsed.kind() && parsed.match(network, bits);
  };
  return isIn(cidr) && !except.some(isIn);
}
