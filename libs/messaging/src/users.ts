import { SERVICE_NAMES } from '@flowforge/contracts/words';
import { type NatsClientName, type NatsPermissions, natsPermissionsOf } from './permissions.js';

/** The NATS users of the system: one for each service, `console`, and `operator`, which may use every subject. */
export const NATS_USER_NAMES = [...SERVICE_NAMES, 'console', 'operator'] as const;
export type NatsUserName = NatsClientName | 'operator';

/** A user in the configuration of the server. Without `permissions` it may use every subject. */
export interface NatsUser {
  name: NatsUserName;
  password: string;
  permissions?: NatsPermissions;
}

/** Every user of the system with these passwords. */
export function natsUsers(passwords: Record<NatsUserName, string>): NatsUser[] {
  return NATS_USER_NAMES.map((name) => ({
    name,
    password: passwords[name],
    ...(name === 'operator' ? {} : { permissions: natsPermissionsOf(name) }),
  }));
}

/** The address `nats://user:password@host:port` of each user, for the server at `url`. */
export function natsUrls(url: string, passwords: Record<NatsUserName, string>): Record<NatsUserName, string> {
  const urlOf = (name: NatsUserName): string => {
    const { host } = new URL(url);
    return `nats://${name}:${encodeURIComponent(passwords[name])}@${host}`;
  };
  return {
    conversations: urlOf('conversations'),
    registry: urlOf('registry'),
    delivery: urlOf('delivery'),
    console: urlOf('console'),
    operator: urlOf('operator'),
  };
}
