import { inboxPrefixOf } from './permissions.js';

/** Where NATS is and who connects. */
export interface NatsSettings {
  /**
   * `nats://[user:password@]host:port`, several separated by commas. User, password and `ca` of the first address are used for all.
   * With `tls://` a connection without TLS is refused. `?ca=/path` names the file, in PEM, with the authority of the servers'
   * certificates; without it, those that Node trusts.
   */
  url: string;
  /** The server shows it as the connection's name. */
  name: string;
}

/** Options of the client library for one connection. */
export interface NatsOptions {
  servers: string[];
  name: string;
  user?: string;
  pass?: string;
  inboxPrefix?: string;
  tls?: { caFile?: string };
  ignoreAuthErrorAbort: boolean;
  maxReconnectAttempts: number;
  waitOnFirstConnect: boolean;
  reconnectTimeWait: number;
  reconnectJitter: number;
  timeout: number;
  pingInterval: number;
  maxPingOut: number;
}

/** `NatsSettings.url` for a log: without passwords. */
export function addressWithoutPassword(url: string): string {
  return url
    .split(',')
    .map((address) => Object.assign(new URL(address.trim()), { password: '' }).href)
    .join(',');
}

/** A name that can be one token of a subject. */
const SUBJECT_TOKEN = /^[\w-]+$/;

/**
 * The client's options for `settings`. The client library does not read user and password from the address, so they are
 * taken out here. A user receives replies below its own inbox prefix, the only one that its permissions allow.
 */
export function natsOptions(settings: NatsSettings): NatsOptions {
  const addresses = settings.url.split(',').map((address) => new URL(address.trim()));
  const user = decodeURIComponent(addresses[0]?.username ?? '');
  const pass = decodeURIComponent(addresses[0]?.password ?? '');
  const caFile = addresses[0]?.searchParams.get('ca') ?? '';
  return {
    servers: addresses.map((address) => address.host),
    name: settings.name,
    ...(user === '' ? {} : { user }),
    ...(pass === '' ? {} : { pass }),
    ...(SUBJECT_TOKEN.test(user) ? { inboxPrefix: inboxPrefixOf(user) } : {}),
    ...(addresses[0]?.protocol === 'tls:' ? { tls: caFile === '' ? {} : { caFile } } : {}),
    // A password may be corrected on the server while the service runs.
    ignoreAuthErrorAbort: true,
    maxReconnectAttempts: -1,
    waitOnFirstConnect: true,
    reconnectTimeWait: 200,
    reconnectJitter: 50,
    timeout: 2_000,
    pingInterval: 5_000,
    maxPingOut: 2,
  };
}
