// Prints the Secrets of the overlay dev with new random passwords, as a List for `kubectl apply -f -`. Run it once: Postgres keeps
// the passwords of its first start.
import { randomBytes } from 'node:crypto';

const NAMESPACE = 'flowforge';
const SERVICES = ['conversations', 'registry', 'delivery'];

// A letter first: nats-server would read a value that begins with a digit as a number.
const password = () => `p${randomBytes(20).toString('hex')}`;
const passwordsOf = (names) => Object.fromEntries(names.map((name) => [name, password()]));
const secret = (name, stringData) => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name, namespace: NAMESPACE, labels: { 'app.kubernetes.io/part-of': 'flowforge' } },
  stringData,
});

const postgres = passwordsOf(SERVICES);
const nats = passwordsOf([...SERVICES, 'console', 'operator']);
const natsUrl = (name) => `nats://${name}:${nats[name]}@nats:4222`;
const databaseUrl = (name) => `postgresql://flowforge_${name}:${postgres[name]}@postgres-rw:5432/flowforge`;

const items = [
  ...SERVICES.map((name) =>
    secret(name, {
      DATABASE_URL: databaseUrl(name),
      NATS_URL: natsUrl(name),
      // Whoever knows it creates the first user, at /setup.
      ...(name === 'registry' ? { SETUP_TOKEN: password() } : {}),
    }),
  ),
  secret('console', { NATS_URL: natsUrl('console') }),
  secret('encryption-keys', { ENCRYPTION_KEYS: `dev:${randomBytes(32).toString('base64')}` }),
  secret('nats-passwords', nats),
  secret('postgres-passwords', {
    POSTGRES_PASSWORD: password(),
    'passwords.sql': SERVICES.map(
      (name) => `ALTER ROLE flowforge_${name} PASSWORD '${postgres[name]}';\n`,
    ).join(''),
  }),
];
console.log(JSON.stringify({ apiVersion: 'v1', kind: 'List', items }, undefined, 2));
