// Prints the nine Secrets of production with new random passwords and a new key ring, as a List for `kubectl apply -f -`. For a cluster
// without the External Secrets Operator. Keep what it prints in a safe place: without the key ring, a backup cannot be read.
import { randomBytes } from 'node:crypto';

const NAMESPACE = 'flowforge';
const SERVICES = ['conversations', 'registry', 'delivery'];

// A letter first: nats-server would read a value that begins with a digit as a number.
const password = () => `p${randomBytes(20).toString('hex')}`;
const passwordsOf = (names) => Object.fromEntries(names.map((name) => [name, password()]));
const secret = (name, stringData, { labels = {}, type = 'Opaque' } = {}) => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name, namespace: NAMESPACE, labels: { 'app.kubernetes.io/part-of': 'flowforge', ...labels } },
  type,
  stringData,
});

const postgres = passwordsOf(SERVICES);
const nats = passwordsOf([...SERVICES, 'console', 'operator']);
const natsUrl = (name) => `tls://${name}:${nats[name]}@nats:4222?ca=/etc/flowforge/nats/ca.crt`;
const databaseUrl = (name) =>
  `postgresql://flowforge_${name}:${postgres[name]}@postgres-rw:5432/flowforge` +
  '?sslmode=verify-full&sslrootcert=/etc/flowforge/postgres/ca.crt';

const items = [
  ...SERVICES.map((name) => secret(name, { DATABASE_URL: databaseUrl(name), NATS_URL: natsUrl(name) })),
  secret('console', { NATS_URL: natsUrl('console') }),
  secret('encryption-keys', { ENCRYPTION_KEYS: `k1:${randomBytes(32).toString('base64')}` }),
  secret('nats-passwords', nats),
  ...SERVICES.map((name) =>
    secret(
      `postgres-${name}`,
      { username: `flowforge_${name}`, password: postgres[name] },
      // CloudNativePG sets a changed password at once.
      { labels: { 'cnpg.io/reload': 'true' }, type: 'kubernetes.io/basic-auth' },
    ),
  ),
];
console.log(JSON.stringify({ apiVersion: 'v1', kind: 'List', items }, undefined, 2));
