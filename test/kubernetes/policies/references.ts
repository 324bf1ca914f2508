import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { containersOf, type Manifest, nameOf, ofKind, parseManifests, workloadsOf } from '../manifests.js';
import { FOLDER } from '../render.js';
import type { Policy } from './policy.js';

/**
 * Every Secret, ConfigMap, key and account that is named exists, or is made by an operator from an object that exists. Where no object
 * makes Secrets, those of the component external-secrets are made by hand.
 */
export const references: Policy = {
  name: 'references exist',
  violations: (objects) => {
    const maps = new Map(
      ofKind(objects, 'ConfigMap').map((map) => [nameOf(map), Object.keys(map.data ?? {})]),
    );
    const secrets = new Map([...(makesSecrets(objects) ? [] : secretsByHand()), ...secretsOf(objects)]);
    const missing = (kind: string, known: Map<string, string[]>, { name, key }: Reference): string[] => {
      const keys = known.get(name);
      if (keys === undefined) return [`the ${kind} ${name} does not exist`];
      return key === undefined || keys.includes(key) ? [] : [`the ${kind} ${name} has no key ${key}`];
    };
    const accounts = ofKind(objects, 'ServiceAccount').map(nameOf);
    return [
      ...workloadsOf(objects).flatMap((workload) => {
        const of = referencesOf(workload);
        return [
          ...of.configMaps.flatMap((one) => missing('ConfigMap', maps, one)),
          ...of.secrets.flatMap((one) => missing('Secret', secrets, one)),
          ...of.accounts
            .filter((name) => !accounts.includes(name))
            .map((name) => `the account ${name} does not exist`),
        ].map((text) => `${workload.kind} ${workload.name}: ${text}`);
      }),
      ...ofKind(objects, 'Cluster').flatMap(({ spec }) => [
        ...(spec.managed?.roles ?? []).flatMap(({ passwordSecret }) =>
          ['username', 'password'].flatMap((key) =>
            missing('Secret', secrets, { name: passwordSecret?.name ?? '', key }),
          ),
        ),
        ...(spec.bootstrap?.initdb?.postInitApplicationSQLRefs?.configMapRefs ?? []).flatMap(
          ({ name = '', key }) => missing('ConfigMap', maps, { name, key }),
        ),
      ]),
      ...ofKind(objects, 'Ingress')
        .filter(({ metadata }) => metadata?.annotations?.['cert-manager.io/cluster-issuer'] === undefined)
        .flatMap(({ spec }) => spec?.tls ?? [])
        .flatMap(({ secretName = '' }) => missing('Secret', secrets, { name: secretName, key: 'tls.crt' })),
    ];
  },
};

interface Reference {
  name: string;
  key?: string;
}

/** The keys of every Secret: of this output, and of those that operators make. */
export function secretsOf(objects: readonly Manifest[]): Map<string, string[]> {
  return new Map([
    ...ofKind(objects, 'Secret').map((one): [string, string[]] => [
      nameOf(one),
      Object.keys({ ...one.data, ...one.stringData }),
    ]),
    ...ofKind(objects, 'ExternalSecret').map(({ spec, metadata }): [string, string[]] => [
      spec?.target?.name ?? metadata?.name ?? '',
      Object.keys(spec?.target?.template?.data ?? {}),
    ]),
    ...ofKind(objects, 'Certificate').map(({ spec }): [string, string[]] => [
      spec?.secretName ?? '',
      ['tls.crt', 'tls.key', 'ca.crt'],
    ]),
    // CloudNativePG makes the authority of a cluster.
    ...ofKind(objects, 'Cluster').map((one): [string, string[]] => [
      `${nameOf(one)}-ca`,
      ['ca.crt', 'ca.key'],
    ]),
  ]);
}

function makesSecrets(objects: readonly Manifest[]): boolean {
  return objects.some(({ kind }) => kind === 'ExternalSecret' || kind === 'Secret');
}

/** The keys of each Secret that the component external-secrets makes. */
function secretsByHand(): Map<string, string[]> {
  const folder = join(FOLDER, 'components/external-secrets');
  const { resources }: { resources: string[] } = parse(
    readFileSync(join(folder, 'kustomization.yaml'), 'utf8'),
  );
  return secretsOf(resources.flatMap((name) => parseManifests(readFileSync(join(folder, name), 'utf8'))));
}

function referencesOf(workload: ReturnType<typeof workloadsOf>[number]): {
  configMaps: Reference[];
  secrets: Reference[];
  accounts: string[];
} {
  const { spec } = workload.template;
  const configMaps: Reference[] = [];
  const secrets: Reference[] = [];
  for (const { env = [], envFrom = [] } of containersOf(workload)) {
    for (const { configMapRef, secretRef } of envFrom) {
      if (configMapRef) configMaps.push({ name: configMapRef.name ?? '' });
      if (secretRef) secrets.push({ name: secretRef.name ?? '' });
    }
    for (const { valueFrom } of env) {
      const { secretKeyRef: secret, configMapKeyRef: map } = valueFrom ?? {};
      // An optional one may be missing.
      if (secret && secret.optional !== true) secrets.push({ name: secret.name ?? '', key: secret.key });
      if (map) configMaps.push({ name: map.name ?? '', key: map.key });
    }
  }
  for (const { secret, configMap } of spec?.volumes ?? []) {
    if (secret) secrets.push(...keysOf(secret.secretName, secret.items));
    if (configMap) configMaps.push(...keysOf(configMap.name, configMap.items));
  }
  return {
    configMaps,
    secrets,
    accounts: spec?.serviceAccountName === undefined ? [] : [spec.serviceAccountName],
  };
}

function keysOf(name = '', items: readonly { key: string }[] = []): Reference[] {
  return [{ name }, ...items.map(({ key }) => ({ name, key }))];
}
