// Prints the Secrets of the overlay dev with new random passwords, as a List for `kubectl apply -f -`. Run it once: Postgres keeps
// the passwords of its first start.
import { keyRing, natsPasswords, password, passwordsOf, print, secret, SERVICES } from '../secrets.mjs';

const postgres = passwordsOf(SERVICES);
const nats = natsPasswords();
const natsUrl = (name) => `nats://${name}:${nats[name]}@nats:4222`;
const databaseUrl = (name) => `postgresql://flowforge_${name}:${postgres[name]}@postgres-rw:5432/flowforge`;

print([
  ...SERVICES.map((name) =>
    secret(name, {
      DATABASE_URL: databaseUrl(name),
      NATS_URL: natsUrl(name),
      // Whoever knows it creates the first user, at /setup.
      ...(name === 'registry' ? { SETUP_TOKEN: password() } : {}),
    }),
  ),
  secret('console', { NATS_URL: natsUrl('console') }),
  secret('encryption-keys', { ENCRYPTION_KEYS: keyRing('dev') }),
  secret('nats-passwords', nats),
  secret('postgres-passwords', {
    POSTGRES_PASSWORD: password(),
    'passwords.sql': SERVICES.map(
      (name) => `ALTER ROLE flowforge_${name} PASSWORD '${postgres[name]}';\n`,
    ).join(''),
  }),
]);
