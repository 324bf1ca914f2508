import { createHash } from 'node:crypto';
import { clientNetwork } from '@flowforge/service-kit/auth/client-network';

/** Wrong tries for one account, and from one network of clients, within the time of a window. The next one is refused. */
export const WRONG_TRIES_MAX = 19;
export const WINDOW_SECONDS = 900;

/** The two keys that a try counts for. The address of an account is hashed, because it need not exist. */
export function keysOf(email: string, address: string): { account: string; network: string } {
  return {
    account: `account:${createHash('sha256').update(email).digest('hex')}`,
    network: networkKey(address),
  };
}

/** The key under which wrong sign-ins of all clients in the network of an IP address are counted. */
export function networkKey(address: string): string {
  return `network:${clientNetwork(address)}`;
}
