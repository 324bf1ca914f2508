import { LRUCache } from 'lru-cache';
import { Connection } from './connection.client.js';
import type { EndpointConnector } from './endpoint-connector.client.js';

/** What waits for a place. */
export interface PlaceRequest {
  /** Called with the connection as soon as there is a place. */
  onPlace(connection: Connection): void;
}

/** The connections of this process to one origin. */
interface Origin {
  readonly name: string;
  /** Pools of this origin that are kept. */
  pools: number;
  /** Pools of this origin with requests that run or wait. */
  active: number;
  /** Connections, used or not. */
  open: number;
  readonly waiting: Set<Pool>;
}

/** The connections of one webhook. */
interface Pool {
  readonly origin: Origin;
  readonly unused: Connection[];
  readonly waiting: PlaceRequest[];
  inUse: number;
  /** Whether requests of the pool run or wait. */
  active: boolean;
  /** The pool is no longer kept: connections that return to it are closed. */
  closed: boolean;
}

/**
 * The connections to endpoints: a pool for each webhook, so that a webhook that hangs does not take the connections of another
 * one on the same host. The places of an origin are divided equally over the webhooks that use it now, at least one each. When
 * another webhook comes, the ones before it keep what runs, so an origin can have more connections than its places for the time
 * of an attempt.
 */
export class WebhookConnections {
  private readonly pools: LRUCache<string, Pool>;
  private readonly origins = new Map<string, Origin>();
  private readonly connections = new Map<Connection, Pool>();
  private inUse = 0;
  private onNoneInUse: (() => void) | null = null;
  private readonly onUnused = (connection: Connection): void => this.drop(connection);

  constructor(
    private readonly connector: EndpointConnector,
    private readonly placesPerOrigin: number,
    maxPools: number,
  ) {
    this.pools = new LRUCache({ max: maxPools, dispose: (pool) => this.closePool(pool) });
  }

  /** Number of connections, used or not. */
  get open(): number {
    return this.connections.size;
  }

  /**
   * Calls `request.onPlace` at once if there is a place, and returns null. Otherwise the request waits for a place, and the
   * function that is returned ends the wait.
   */
  acquire(webhookId: string, origin: string, request: PlaceRequest): (() => void) | null {
    const pool = this.poolOf(webhookId, origin);
    if (!pool.active) {
      pool.active = true;
      pool.origin.active += 1;
    }
    if (pool.waiting.length === 0 && this.hasPlace(pool)) {
      this.place(pool, request);
      return null;
    }
    pool.waiting.push(request);
    pool.origin.waiting.add(pool);
    return () => {
      const index = pool.waiting.indexOf(request);
      if (index === -1) return;
      pool.waiting.splice(index, 1);
      this.serve(pool);
    };
  }

  /**
   * Takes a connection back.
   *
   * @param reusable the response was read to its end
   */
  release(connection: Connection, reusable: boolean): void {
    if (reusable) connection.whenReusable((open) => this.endUse(connection, open));
    else this.endUse(connection, false);
  }

  /** Waits until no connection is in use, up to `ms` milliseconds. Then cancels what runs and closes all connections. */
  async close(ms: number): Promise<void> {
    if (this.inUse > 0) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms);
        this.onNoneInUse = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    for (const connection of [...this.connections.keys()]) connection.user?.cancel();
    this.pools.clear();
  }

  private poolOf(webhookId: string, origin: string): Pool {
    const kept = this.pools.get(webhookId);
    if (kept?.origin.name === origin) return kept;
    let of = this.origins.get(origin);
    if (!of) {
      of = { name: origin, pools: 0, active: 0, open: 0, waiting: new Set() };
      this.origins.set(origin, of);
    }
    of.pools += 1;
    const pool: Pool = { origin: of, unused: [], waiting: [], inUse: 0, active: false, closed: false };
    this.pools.set(webhookId, pool);
    return pool;
  }

  private hasPlace({ inUse, origin }: Pool): boolean {
    return inUse === 0 || inUse < Math.floor(this.placesPerOrigin / origin.active);
  }

  private place(pool: Pool, request: PlaceRequest): void {
    pool.inUse += 1;
    this.inUse += 1;
    request.onPlace(pool.unused.pop() ?? this.newConnection(pool));
  }

  private endUse(connection: Connection, reusable: boolean): void {
    connection.user = null;
    const pool = this.connections.get(connection);
    if (!pool) return;
    pool.inUse -= 1;
    this.inUse -= 1;
    // One unused connection for each webhook is kept, more only while the origin is within its places.
    const kept = !pool.closed && (pool.unused.length === 0 || pool.origin.open <= this.placesPerOrigin);
    if (reusable && kept) pool.unused.push(connection);
    else this.drop(connection);
    this.serve(pool);
    if (this.inUse === 0) this.onNoneInUse?.();
  }

  private newConnection(pool: Pool): Connection {
    const connection = new Connection(pool.origin.name, this.connector, this.onUnused);
    pool.origin.open += 1;
    this.connections.set(connection, pool);
    return connection;
  }

  /** Gives free places of the pool to what waits. When the pool has become inactive, other pools have more places. */
  private serve(pool: Pool): void {
    const { origin } = pool;
    while (this.hasPlace(pool)) {
      const next = pool.waiting.shift();
      if (!next) break;
      this.place(pool, next);
    }
    if (pool.waiting.length > 0) return;
    origin.waiting.delete(pool);
    if (!pool.active || pool.inUse > 0) return;
    pool.active = false;
    origin.active -= 1;
    for (const waiting of [...origin.waiting]) this.serve(waiting);
  }

  private drop(connection: Connection): void {
    const pool = this.connections.get(connection);
    if (!pool) return;
    this.connections.delete(connection);
    pool.origin.open -= 1;
    const index = pool.unused.indexOf(connection);
    if (index !== -1) pool.unused.splice(index, 1);
    connection.destroy();
  }

  private closePool(pool: Pool): void {
    pool.closed = true;
    for (const connection of [...pool.unused]) this.drop(connection);
    pool.origin.pools -= 1;
    if (pool.origin.pools === 0) this.origins.delete(pool.origin.name);
  }
}
