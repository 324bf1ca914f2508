// Prints the nine Secrets of production with new passwords and a new key ring, for a cluster without the External Secrets Operator. Run
// it once, write the output to a file, and keep that file: a second run makes a new key ring, with which stored secrets cannot be read.
import { keyRing, natsPasswords, passwordsOf, print, secret, SERVICES } from '../secrets.mjs';

const postgres = passwordsOf(SERVICES);
const nats = natsPasswords();
const natsUrl = (name) => `tls://${name}:${nats[name]}@nats:4222?ca=/etc/flowforge/nats/ca.crt`;
const databaseUrl = (name) =>
  `postgresql://flowforge_${name}:${postgres[name]}@postgres-rw:5432/flowforge` +
  '?sslmode=verify-full&sslrootcert=/etc/flowforge/postgres/ca.crt';

print([
  ...SERVICES.map((name) => secret(name, { DATABASE_URL: databaseUrl(name), NATS_URL: natsUrl(name) })),
  secret('console', { NATS_URL: natsUrl('console') }),
  secret('encryption-keys', { ENCRYPTION_KEYS: keyRing('k1') }),
  secret('nats-passwords', nats),
  ...SERVICES.map((name) =>
    secret(
      `postgres-${name}`,
      { username: `flowforge_${name}`, password: postgres[name] },
      // CloudNativePG sets a changed password at once.
      { labels: { 'cnpg.io/reload': 'true' }, type: 'kubernetes.io/basic-auth' },
    ),
  ),
]);
