// Parts of the commands that print the Secrets of an overlay.
import { randomBytes } from 'node:crypto';

/** The services with a database. */
export const SERVICES = ['conversations', 'registry', 'delivery'];

/** A new password. A letter is first: nats-server would read a value that begins with a digit as a number. */
export const password = () => `p${randomBytes(20).toString('hex')}`;

/** A new password for each name. */
export const passwordsOf = (names) => Object.fromEntries(names.map((name) => [name, password()]));

/** A new password for each user of NATS. */
export const natsPasswords = () => passwordsOf([...SERVICES, 'console', 'operator']);

/** A key ring with one new key. */
export const keyRing = (id) => `${id}:${randomBytes(32).toString('base64')}`;

/** A Secret in the namespace of Flowforge. */
export const secret = (name, stringData, { labels = {}, type = 'Opaque' } = {}) => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: {
    name,
    namespace: 'flowforge',
    labels: { 'app.kubernetes.io/part-of': 'flowforge', ...labels },
  },
  type,
  stringData,
});

/** Prints the Secrets as a List for kubectl. */
export function print(items) {
  console.log(JSON.stringify({ apiVersion: 'v1', kind: 'List', items }, undefined, 2));
}
