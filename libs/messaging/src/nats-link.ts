import { connect, type NatsConnection } from '@nats-io/transport-node';
import { setTimeout as delay } from 'node:timers/promises';
import { natsOptions, type NatsSettings } from './nats-options.js';
import { type NatsRefusal, refusalIn } from './refusals.js';

/** Pause before a new connection when the server refused the user or the client gave up. */
const REOPEN_MS = 1_000;

/** The connection was lost while an answer was awaited. Whether the message arrived is not known. */
export class Disconnected extends Error {}

/**
 * One NATS connection that is opened in the background and kept for the life of the process. A service starts
 * and serves without it: users of `connection` handle the case that there is none.
 */
export class NatsLink {
  private opened: NatsConnection | undefined;
  private up = false;
  private closing = false;
  private readonly listeners = new Set<() => void>();
  private readonly waits = new Set<(error: Error) => void>();

  /** @param onRefused called for each subject, or connection, that the server does not allow to this user */
  constructor(
    private readonly settings: NatsSettings,
    private readonly onRefused: (refusal: NatsRefusal) => void,
  ) {
    void this.keepOpen();
  }

  /** The open connection, or undefined while the server is away. */
  get connection(): NatsConnection | undefined {
    return this.up ? this.opened : undefined;
  }

  /** Calls `listener` at the first connect and at every reconnect; at once when connected already. Returns the way to stop that. */
  onConnect(listener: () => void): () => void {
    this.listeners.add(listener);
    if (this.up) listener();
    return () => this.listeners.delete(listener);
  }

  /**
   * The result of `work`; rejects with Disconnected as soon as the connection is lost. The client drops what is sent while it
   * is disconnected, so without this the caller would wait for its whole deadline.
   */
  async whileConnected<T>(work: Promise<T>): Promise<T> {
    let fail: (error: Error) => void = () => undefined;
    const down = new Promise<never>((_, reject) => (fail = reject));
    if (!this.up) fail(new Disconnected('not connected'));
    this.waits.add(fail);
    // It may reject after the race has ended.
    work.catch(() => undefined);
    try {
      return await Promise.race([work, down]);
    } finally {
      this.waits.delete(fail);
    }
  }

  /** Sends what is buffered and closes the connection, within 2 s. Stops connecting when it is not connected yet. */
  async close(): Promise<void> {
    this.closing = true;
    this.markDown();
    const connection = this.opened;
    if (!connection) return;
    const deadline = new Promise<void>((resolve) => setTimeout(resolve, 2_000).unref());
    await Promise.race([connection.drain().catch(() => undefined), deadline]);
    if (!connection.isClosed()) await connection.close();
  }

  private async keepOpen(): Promise<void> {
    while (!this.closing) {
      const connection = await this.open();
      if (connection !== undefined) await this.follow(connection);
      if (!this.closing) await delay(REOPEN_MS);
    }
  }

  /** Waits for an absent server; undefined when the server refuses user or password. */
  private async open(): Promise<NatsConnection | undefined> {
    try {
      // Otherwise the client would retry a wrong password without an error.
      return await connect({ ...natsOptions(this.settings), ignoreAuthErrorAbort: false });
    } catch (error) {
      const refusal = refusalIn(error);
      if (refusal === undefined) throw error;
      this.onRefused(refusal);
      return undefined;
    }
  }

  /** Resolves when the connection is closed for good: by `close`, or after a reconnect was refused. */
  private async follow(connection: NatsConnection): Promise<void> {
    if (this.closing) return connection.close();
    this.opened = connection;
    this.announce();
    for await (const status of connection.status()) {
      if (status.type === 'disconnect') this.markDown();
      if (status.type === 'reconnect') this.announce();
      const refusal = status.type === 'error' ? refusalIn(status.error) : undefined;
      if (refusal !== undefined) this.onRefused(refusal);
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
