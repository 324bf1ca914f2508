import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { type Manifest, ofKind, parseManifests } from './manifests.js';
import { createdSecrets, FOLDER } from './render.js';

const COMPONENT = join(FOLDER, 'components/external-secrets');
const PASSWORD = /\bp[0-9a-f]{40}\b/g;

function externalSecrets(): Manifest[] {
  return readdirSync(COMPONENT)
    .filter((file) => file !== 'kustomization.yaml')
    .flatMap((file) => parseManifests(readFileSync(join(COMPONENT, file), 'utf8')));
}

test('the Secrets that are made without the operator are those that it would make', () => {
  const withoutValues = (text: string): string =>
    text
      .replaceAll(/\{\{ \.\w+ \}\}/g, '…')
      .replaceAll(PASSWORD, '…')
      .replace(/^k1:[\w+/]{43}=$/, '…');
  const shapes = (
    secrets: { name?: string; type: string; labels: object; data: object }[],
  ): Map<string, object> =>
    new Map(
      secrets.map(({ name = '', type, labels, data }) => [
        name,
        {
          type,
          labels,
          data: Object.fromEntries(
            Object.entries(data).map(([key, value]) => [key, withoutValues(String(value))]),
          ),
        },
      ]),
    );
  const made = ofKind(createdSecrets('production'), 'Secret').map(
    ({ metadata, type = '', stringData = {} }) => {
      const { 'app.kubernetes.io/part-of': _, ...labels } = metadata?.labels ?? {};
      return { name: metadata?.name ?? '', type, labels, data: stringData };
    },
  );
  const wanted = ofKind(externalSecrets(), 'ExternalSecret').map(({ spec }) => ({
    name: spec?.target?.name ?? '',
    type: spec?.target?.template?.type ?? 'Opaque',
    labels: spec?.target?.template?.metadata?.labels ?? {},
    data: spec?.target?.template?.data ?? {},
  }));
  assert.equal(made.length, 9);
  const sorted = (map: Map<string, object>): [string, object][] =>
    [...map].sort(([a], [b]) => a.localeCompare(b));
  assert.deepEqual(sorted(shapes(made)), sorted(shapes(wanted)));
});

test('a password is the same wherever it is used, differs from all others, and is new each time', () => {
  const passwordsIn = (items: readonly Manifest[]): Map<string, string[]> => {
    const used = new Map<string, string[]>();
    for (const { metadata, stringData = {} } of ofKind(items, 'Secret'))
      for (const [key, value] of Object.entries(stringData))
        for (const [password] of value.matchAll(PASSWORD))
          used.set(password, [...(used.get(password) ?? []), `${metadata?.name}.${key}`].sort());
    return used;
  };
  const first = passwordsIn(createdSecrets('production'));
  const places = [...first.values()].map((names) => names.join(' ')).sort();
  assert.deepEqual(
    places,
    [
      'console.NATS_URL nats-passwords.console',
      'conversations.DATABASE_URL postgres-conversations.password',
      'conversations.NATS_URL nats-passwords.conversations',
      'delivery.DATABASE_URL postgres-delivery.password',
      'delivery.NATS_URL nats-passwords.delivery',
      'nats-passwords.operator',
      'postgres-registry.password registry.DATABASE_URL',
      'nats-passwords.registry registry.NATS_URL',
    ].sort(),
  );
  const second = passwordsIn(createdSecrets('production'));
  assert.ok([...second.keys()].every((password) => !first.has(password)));
});
