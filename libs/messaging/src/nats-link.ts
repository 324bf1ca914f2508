import { connect, type NatsConnection } from '@nats-io/transport-node';
import { setTimeout as delay } from 'node:timers/promises';
import { natsOptions, type NatsSettings } from './nats-options.js';
import { type NatsRefusal, refusalIn } from './refusals.js';

/** Pause before the next try after the server refused the user, and after its connection was closed, in milliseconds. */
const REOPEN_MS = 1_000;
/** Pause before the next try while no server can be reached, in milliseconds. A random part keeps replicas apart. */
const RETRY_MS = { least: 200, random: 50 };
/** How long `close` waits, in milliseconds. */
const CLOSE_MS = 2_000;

/** The connection was lost while an answer was awaited. Whether the message arrived is not known. */
export class Disconnected extends Error {}

/**
 * One NATS connection that is opened in the background and kept for the life of the process. A service starts
 * and serves without it: users of `connection` handle the case that there is none.
 */
export class NatsLink {
  private opened: NatsConnection | undefined;
  private up = false;
  private readonly closing = new AbortController();
  /** Resolves when nothing is opened any more. */
  private readonly ended: Promise<void>;
  private readonly listeners = new Set<() => void>();
  private readonly waits = new Set<(error: Error) => void>();

  /** Messages of failures since the last connection. With several servers, each reports its own. */
  private readonly reported = new Set<string>();

  /**
   * @param onRefused called for each subject, or connection, that the server does not allow to this user
   * @param onFailed called when no connection can be opened for another reason: no server answers, its certificate is not trusted,
   *   or a file cannot be read. The link tries again; the same message is reported once until it was connected.
   */
  constructor(
    private readonly settings: NatsSettings,
    private readonly onRefused: (refusal: NatsRefusal) => void,
    private readonly onFailed: (error: Error) => void = () => undefined,
  ) {
    this.ended = this.keepOpen();
  }

  /** The open connection, or undefined while the server is away. */
  get connection(): NatsConnection | undefined {
    return this.up ? this.opened : undefined;
  }

  /**
   * Calls `listener` at the first connect and at every reconnect, and now if it is connected. Returns a function that removes
   * the listener.
   */
  onConnect(listener: () => void): () => void {
    this.listeners.add(listener);
    if (this.up) listener();
    return () => this.listeners.delete(listener);
  }

  /**
   * The result of `work`. Rejects with Disconnected as soon as the connection is lost. The client library drops messages that
   * are sent without a connection, so the caller would otherwise wait until its own deadline.
   */
  async whileConnected<T>(work: Promise<T>): Promise<T> {
    let fail: (error: Error) => void = () => undefined;
    const disconnected = new Promise<never>((_, reject) => (fail = reject));
    if (!this.up) fail(new Disconnected('not connected'));
    this.waits.add(fail);
    // It may reject after the race has ended; that would be an unhandled rejection.
    work.catch(() => undefined);
    try {
      return await Promise.race([work, disconnected]);
    } finally {
      this.waits.delete(fail);
    }
  }

  /** Sends what is buffered and closes the connection, within 2 s. Stops connecting when it is not connected yet. */
  async close(): Promise<void> {
    this.closing.abort();
    this.markDown();
    const deadline = new Promise<void>((resolve) => setTimeout(resolve, CLOSE_MS).unref());
    const connection = this.opened;
    if (connection) {
      await Promise.race([connection.drain().catch(() => undefined), deadline]);
      if (!connection.isClosed()) await connection.close();
    }
    await Promise.race([this.ended, deadline]);
  }

  private async keepOpen(): Promise<void> {
    const { signal } = this.closing;
    while (!signal.aborted) {
      const pauseMs = await this.openOnce();
      // Rejects when the link is closed; the loop ends then.
      await delay(pauseMs, undefined, { signal }).catch(() => undefined);
    }
  }

  /** Connects, and follows the connection until it is closed. Returns the pause before the next try, in milliseconds. */
  private async openOnce(): Promise<number> {
    let connection: NatsConnection;
    try {
      connection = await connect({
        ...natsOptions(this.settings),
        // Otherwise the client would retry a wrong password without an error.
        ignoreAuthErrorAbort: false,
        // The client's own wait for the first connect cannot be ended.
        waitOnFirstConnect: false,
      });
    } catch (error) {
      const refusal = refusalIn(error);
      if (refusal === undefined) {
        this.reportFailure(error);
        return RETRY_MS.least + RETRY_MS.random * Math.random();
      }
      this.onRefused(refusal);
      return REOPEN_MS;
    }
    await this.follow(connection);
    return REOPEN_MS;
  }

  /** Follows the status of a connection. Resolves when it is closed: by `close`, or because a reconnect was refused. */
  private async follow(connection: NatsConnection): Promise<void> {
    if (this.closing.signal.aborted) return connection.close();
    this.opened = connection;
    this.markUp();
    for await (const status of connection.status()) {
      if (status.type === 'disconnect') this.markDown();
      if (status.type === 'reconnect') this.markUp();
      const refusal = status.type === 'error' ? refusalIn(status.error) : undefined;
      if (refusal !== undefined) this.onRefused(refusal);
    }
    this.markDown();
  }

  private reportFailure(error: unknown): void {
    if (this.closing.signal.aborted) return;
    const failure = error instanceof Error ? error : new Error(String(error));
    if (this.reported.has(failure.message)) return;
    this.reported.add(failure.message);
    this.onFailed(failure);
  }

  private markDown(): void {
    this.up = false;
    for (const fail of this.waits) fail(new Disconnected('the connection was lost'));
    this.waits.clear();
  }

  private markUp(): void {
    this.up = true;
    this.reported.clear();
    for (const listener of this.listeners) listener();
  }
}
