import { connect as connectTcp, isIP, type LookupFunction, type Socket } from 'node:net';
import { connect as connectTls, createSecureContext, type SecureContext } from 'node:tls';
import { DestinationRule } from '@flowforge/contracts/endpoint/destination-rule';
import { LRUCache } from 'lru-cache';
import type { AddressResolver, PendingLookup } from './address-resolver.client.js';
import { BlockedAddress, ConnectTimeout } from './failure.js';

/** Time to open a connection, from the addresses of its host on and TLS included, in milliseconds. */
const CONNECT_TIMEOUT_MS = 5_000;
const KEEP_ALIVE_PROBE_MS = 60_000;
/** Number of hosts whose TLS session is kept, so that the next handshake is shorter. */
const TLS_SESSIONS = 1_000;

/** The scheme, host and port to connect to, as undici passes them. An empty port is the default one of the scheme. */
export interface Destination {
  protocol: string;
  hostname: string;
  port: string;
}

/** A connection that is being opened, and how long each phase took, in milliseconds; null before its end. */
export interface Opening {
  socket: Socket | null;
  /** The lookup of its name, while that runs. */
  lookup: PendingLookup | null;
  dnsMs: number | null;
  connectMs: number | null;
  tlsMs: number | null;
}

type Opened = (error: Error | null, socket: Socket | null) => void;

/**
 * Opens connections to endpoints. It checks host and port, resolves the name, checks every address and connects to one of the
 * checked addresses, without a second DNS lookup, whose result could differ.
 */
export class EndpointConnector {
  private readonly rule: DestinationRule;
  private readonly sessions = new LRUCache<string, Buffer>({ max: TLS_SESSIONS });
  private secureContext: SecureContext | undefined;

  /** @param localRun also allows loopback addresses, `localhost` and every port */
  constructor(
    localRun: boolean,
    private readonly resolver: AddressResolver,
  ) {
    this.rule = new DestinationRule(localRun);
  }

  /** Opens a connection for an endpoint of a workspace. `opened` is called once, with an error or a socket. */
  open(destination: Destination, workspaceId: string, opening: Opening, opened: Opened): void {
    const { hostname, port, protocol } = destination;
    const refused = this.rule.hostError(hostname) ?? (port === '' ? null : this.rule.portError(Number(port)));
    if (refused !== null) {
      opened(new BlockedAddress(`the endpoint ${refused}`), null);
      return;
    }
    const secure = protocol === 'https:';
    let phaseStartedMs = performance.now();
    const endPhase = (): number => {
      const startedMs = phaseStartedMs;
      phaseStartedMs = performance.now();
      return phaseStartedMs - startedMs;
    };
    const lookup = this.checkedLookup(workspaceId, (pending) => {
      opening.lookup = pending;
      if (pending !== null) return;
      opening.dnsMs = endPhase();
      timer.refresh();
    });
    const socket = secure
      ? this.connectSecurely(hostname, port === '' ? 443 : Number(port), lookup)
      : connectTcp({ host: hostname, port: port === '' ? 80 : Number(port), ...COMMON, lookup });
    opening.socket = socket;

    let done = false;
    const end = (error: Error | null): void => {
      if (done) return;
      done = true;
      clearTimeout(timer);
      // A last check that the connection went to an address that the rule allows.
      if (error === null && !this.rule.allowsAddress(socket.remoteAddress ?? '')) {
        error = new BlockedAddress('the connection went to an address that is not public');
      }
      if (error !== null) socket.destroy();
      opened(error, error === null ? socket : null);
    };
    // With setImmediate, a connection that was opened while the process was paused counts.
    const timer = setTimeout(
      () => setImmediate(() => end(new ConnectTimeout(`no connection within ${CONNECT_TIMEOUT_MS} ms`))),
      CONNECT_TIMEOUT_MS,
    );
    socket.once('connect', () => {
      opening.connectMs = endPhase();
      if (!secure) end(null);
    });
    socket.once('secureConnect', () => {
      opening.tlsMs = endPhase();
      end(null);
    });
    socket.on('error', end);
    socket.once('close', () => end(new ConnectTimeout('the connection was closed before it was open')));
  }

  private connectSecurely(host: string, port: number, lookup: LookupFunction): Socket {
    const key = `${host}:${port}`;
    // One context for all connections: creating one parses all root certificates.
    this.secureContext ??= createSecureContext();
    const socket = connectTls({
      host,
      port,
      ...COMMON,
      lookup,
      // An address is not sent as a server name (RFC 6066 §3). The certificate is then checked against `host`.
      servername: isIP(host) === 0 ? host : '',
      secureContext: this.secureContext,
      session: this.sessions.get(key),
      ALPNProtocols: ['http/1.1'],
    });
    socket.on('session', (session: Buffer) => this.sessions.set(key, session));
    return socket;
  }

  /**
   * Resolves a host name and returns its addresses only if all of them are allowed, whether they come from DNS, a cache or the
   * hosts file. A host with both allowed and refused addresses is refused: it is an attack or a misconfiguration.
   */
  private checkedLookup(
    workspaceId: string,
    onLookup: (pending: PendingLookup | null) => void,
  ): LookupFunction {
    return (hostname, options, callback) => {
      const pending = this.resolver.resolve(hostname, workspaceId, (error, addresses) => {
        onLookup(null);
        if (error) return callback(error, '', 0);
        const [first] = addresses;
        const refused = addresses.find(({ address }) => !this.rule.allowsAddress(address));
        if (refused || !first) {
          return callback(new BlockedAddress('the host resolves to an address that is not public'), '', 0);
        }
        if (options.all) return callback(null, [...addresses]);
        callback(null, first.address, first.family);
      });
      onLookup(pending);
    };
  }
}

/** Options of every socket. The first address that answers is used. */
const COMMON = {
  autoSelectFamily: true,
  keepAlive: true,
  keepAliveInitialDelay: KEEP_ALIVE_PROBE_MS,
  noDelay: true,
  highWaterMark: 64 * 1024,
} as const;
