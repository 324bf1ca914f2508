import { connect, type NatsConnection } from '@nats-io/transport-node';

/** Where NATS is and who asks. */
export interface NatsSettings {
  /** `nats://[user:password@]host:port`, several separated by commas. */
  url: string;
  /** Shown by the server as the connection's name. */
  name: string;
}

/** The client's connection options for `settings`; credentials are taken out of the address, which the client does not do itself. */
export function natsOptions(settings: NatsSettings): {
  servers: string[];
  name: string;
  user?: string;
  pass?: string;
  maxReconnectAttempts: number;
  waitOnFirstConnect: boolean;
  reconnectTimeWait: number;
  reconnectJitter: number;
  timeout: number;
  pingInterval: number;
  maxPingOut: number;
} {
  const addresses = settings.url.split(',').map((address) => new URL(address.trim()));
  const first = addresses[0];
  return {
    servers: addresses.map((address) => address.host),
    name: settings.name,
    ...(first?.username ? { user: decodeURIComponent(first.username) } : {}),
    ...(first?.password ? { pass: decodeURIComponent(first.password) } : {}),
    maxReconnectAttempts: -1,
    waitOnFirstConnect: true,
    reconnectTimeWait: 200,
    reconnectJitter: 50,
    timeout: 2_000,
    pingInterval: 5_000,
    maxPingOut: 2,
  };
}

/** The connection went down while something waited on it; what was sent may or may not have arrived. */
export class Disconnected extends Error {}

/**
 * One NATS connection that is opened in the background and kept for the life of the process. A service starts
 * and serves without it; whoever needs it asks for `connection` and copes with its absence.
 */
export class NatsLink {
  private opened: NatsConnection | undefined;
  private up = false;
  private closing = false;
  private readonly listeners = new Set<() => void>();
  private readonly waits = new Set<(error: Error) => void>();

  constructor(settings: NatsSettings) {
    void this.open(settings);
  }

  /** The open connection, or undefined while the server is away. */
  get connection(): NatsConnection | undefined {
    return this.up ? this.opened : undefined;
  }

  /** Calls `listener` at the first connect and at every reconnect; at once when connected already. */
  onConnect(listener: () => void): () => void {
    this.listeners.add(listener);
    if (this.up) listener();
    return () => this.listeners.delete(listener);
  }

  /**
   * `work`, or Disconnected as soon as the connection goes down: what is sent while it is down is dropped without a
   * word, so whoever waits for the answer would sit out its whole deadline.
   */
  async whileConnected<T>(work: Promise<T>): Promise<T> {
    let fail: (error: Error) => void = () => undefined;
    const down = new Promise<never>((_, reject) => (fail = reject));
    if (!this.up) fail(new Disconnected('not connected'));
    this.waits.add(fail);
    // The loser of the race may reject later; nobody listens then.
    work.catch(() => undefined);
    try {
      return await Promise.race([work, down]);
    } finally {
      this.waits.delete(fail);
    }
  }

  /** Sends what is buffered and closes; a connection that never came is given up. Deadline 2 s. */
  async close(): Promise<void> {
    this.closing = true;
    this.markDown();
    const connection = this.opened;
    if (!connection) return;
    const deadline = new Promise<void>((resolve) => setTimeout(resolve, 2_000).unref());
    await Promise.race([connection.drain().catch(() => undefined), deadline]);
    if (!connection.isClosed()) await connection.close();
  }

  private async open(settings: NatsSettings): Promise<void> {
    const connection = await connect(natsOptions(settings));
    if (this.closing) return connection.close();
    this.opened = connection;
    void this.follow(connection);
    this.announce();
  }

  private async follow(connection: NatsConnection): Promise<void> {
    for await (const status of connection.status()) {
      if (status.type === 'disconnect') this.markDown();
      if (status.type === 'reconnect') this.announce();
    }
    this.markDown();
  }

  private markDown(): void {
    this.up = false;
    for (const fail of this.waits) fail(new Disconnected('the connection went down'));
    this.waits.clear();
  }

  private announce(): void {
    this.up = true;
    for (const listener of this.listeners) listener();
  }
}
