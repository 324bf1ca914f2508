import type { IDeployment } from 'kubernetes-models/apps/v1/Deployment';
import { type Manifest, nameOf, ofKind } from './manifests.js';

/** Valid values of the secret variables. */
const SECRETS: Record<string, string> = {
  DATABASE_URL: 'postgresql://user:password@postgres-rw:5432/flowforge',
  NATS_URL: 'tls://user:password@nats:4222',
  ENCRYPTION_KEYS: `k1:${Buffer.alloc(32, 1).toString('base64')}`,
  SETUP_TOKEN: 'a-random-token-for-the-first-user',
};

/** The environment of the service of a Deployment; secret variables have a valid value. */
export function environmentOf(deployment: IDeployment, objects: readonly Manifest[]): Record<string, string> {
  const [container] = deployment.spec?.template.spec?.containers ?? [];
  const maps = ofKind(objects, 'ConfigMap');
  const settings = (container?.envFrom ?? []).flatMap(({ configMapRef }) =>
    Object.entries(maps.find((map) => nameOf(map) === configMapRef?.name)?.data ?? {}),
  );
  const own = (container?.env ?? []).map(({ name, value, valueFrom }): [string, string] => [
    name,
    valueFrom?.secretKeyRef === undefined ? (value ?? '') : (SECRETS[name] ?? 'a secret'),
  ]);
  return Object.fromEntries([...settings, ...own]);
}
