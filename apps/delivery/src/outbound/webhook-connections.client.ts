import { Connection } from './connection.client.js';
import type { EndpointConnector } from './endpoint-connector.client.js';

/** A request that waits for a connection slot. */
export interface ConnectionRequest {
  /** Called with the connection as soon as there is a connection slot. */
  onConnectionSlot(connection: Connection): void;
  cancel(): void;
}

/** The limits of this process. */
export interface ConnectionLimits {
  /** Connection slots of one origin: requests that run at the same time, divided over the webhooks that use it. */
  connectionSlotsPerOrigin: number;
  /**
   * Number of connections above which none is kept for later requests. There is no limit for one origin: a burst of events for many
   * webhooks on one origin uses more connections than slots, and opening a connection costs more than a request.
   */
  keptConnections: number;
}

/** The connections to one origin. It exists while it has connections or requests. */
interface Origin {
  readonly name: string;
  /** Webhooks whose requests run or wait. */
  readonly webhooks: Map<string, Webhook>;
  /** Webhooks whose requests wait. */
  readonly waiting: Set<Webhook>;
  /** Connections that no request uses, the last used one at the end. */
  readonly unused: OpenConnection[];
  /** Connections whose response is complete, and which can be used again in a moment. */
  returning: number;
  /** Requests that have a slot and take the next returning connection, so that no new one is opened for them. */
  readonly next: { webhook: Webhook; request: ConnectionRequest }[];
  /** Number of connections, used or not. */
  open: number;
}

interface OpenConnection {
  readonly connection: Connection;
  readonly origin: Origin;
  /** Null while no request uses the connection. */
  webhook: Webhook | null;
}

/** The requests of one webhook to one origin. It exists while a request runs or waits. */
interface Webhook {
  readonly id: string;
  readonly origin: Origin;
  readonly waiting: ConnectionRequest[];
  inUse: number;
}

/**
 * The connections to endpoints. The connection slots of an origin are divided equally over the webhooks that use it now, at least one each,
 * so a webhook that hangs does not take the slots of another one on the same host. When another webhook comes, the ones before
 * it keep what runs, so an origin can have more requests than slots for the time of an attempt. A connection that is not used
 * serves the next request to its origin, whichever webhook sends it.
 */
export class WebhookConnections {
  private readonly origins = new Map<string, Origin>();
  private readonly connections = new Map<Connection, OpenConnection>();
  private inUse = 0;
  private closed = false;
  private onNoneInUse: (() => void) | null = null;
  private readonly onClosed = (connection: Connection): void => {
    const open = this.connections.get(connection);
    if (open) this.drop(open);
  };

  constructor(
    private readonly connector: EndpointConnector,
    private readonly limits: ConnectionLimits,
  ) {}

  /** Number of connections, used or not. */
  get open(): number {
    return this.connections.size;
  }

  /**
   * Calls `request.onConnectionSlot` at once if there is a slot, and returns null. Otherwise the request waits for a slot, and the
   * function that is returned ends the wait.
   */
  acquire(webhookId: string, origin: string, request: ConnectionRequest): (() => void) | null {
    const webhook = this.webhookOf(webhookId, origin);
    if (webhook.waiting.length === 0 && this.hasFreeSlot(webhook)) {
      this.giveSlot(webhook, request);
      return null;
    }
    webhook.waiting.push(request);
    webhook.origin.waiting.add(webhook);
    return () => {
      const index = webhook.waiting.indexOf(request);
      if (index === -1) return;
      webhook.waiting.splice(index, 1);
      this.serve(webhook);
    };
  }

  /**
   * Takes a connection back.
   *
   * @param reusable the response was read to its end
   */
  release(connection: Connection, reusable: boolean): void {
    connection.user = null;
    const open = this.connections.get(connection);
    if (!open || open.webhook === null) return;
    const { webhook, origin } = open;
    open.webhook = null;
    webhook.inUse -= 1;
    this.inUse -= 1;
    if (reusable) {
      origin.returning += 1;
      connection.whenReusable((isOpen) => this.onReturned(open, isOpen));
    } else this.drop(open);
    this.serve(webhook);
    if (this.inUse === 0) this.onNoneInUse?.();
  }

  /**
   * Cancels what waits, and waits until no connection is in use, up to `ms` milliseconds. Then cancels what runs and closes all
   * connections.
   */
  async close(ms: number): Promise<void> {
    for (const { waiting } of [...this.origins.values()]) {
      for (const webhook of [...waiting]) for (const request of [...webhook.waiting]) request.cancel();
    }
    if (this.inUse > 0) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms);
        this.onNoneInUse = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.closed = true;
    for (const { next } of this.origins.values()) for (const { request } of [...next]) request.cancel();
    for (const open of [...this.connections.values()]) {
      if (open.webhook === null) this.drop(open);
      else open.connection.user?.cancel();
    }
  }

  private webhookOf(webhookId: string, originName: string): Webhook {
    let origin = this.origins.get(originName);
    if (!origin) {
      origin = {
        name: originName,
        webhooks: new Map(),
        waiting: new Set(),
        unused: [],
        returning: 0,
        next: [],
        open: 0,
      };
      this.origins.set(originName, origin);
    }
    let webhook = origin.webhooks.get(webhookId);
    if (!webhook) {
      webhook = { id: webhookId, origin, waiting: [], inUse: 0 };
      origin.webhooks.set(webhookId, webhook);
    }
    return webhook;
  }

  private hasFreeSlot({ inUse, origin }: Webhook): boolean {
    return inUse === 0 || inUse < Math.floor(this.limits.connectionSlotsPerOrigin / origin.webhooks.size);
  }

  private giveSlot(webhook: Webhook, request: ConnectionRequest): void {
    webhook.inUse += 1;
    this.inUse += 1;
    const { origin } = webhook;
    const unused = origin.unused.pop();
    if (unused) this.use(unused, webhook, request);
    else if (origin.returning > origin.next.length) origin.next.push({ webhook, request });
    else this.use(this.newConnection(origin), webhook, request);
  }

  private use(open: OpenConnection, webhook: Webhook, request: ConnectionRequest): void {
    open.webhook = webhook;
    request.onConnectionSlot(open.connection);
  }

  private newConnection(origin: Origin): OpenConnection {
    const connection = new Connection(origin.name, this.connector, this.onClosed);
    const open = { connection, origin, webhook: null };
    origin.open += 1;
    this.connections.set(connection, open);
    return open;
  }

  private onReturned(open: OpenConnection, isOpen: boolean): void {
    const { origin } = open;
    origin.returning -= 1;
    const next = origin.next.shift();
    if (isOpen && next) {
      this.use(open, next.webhook, next.request);
      return;
    }
    const kept = !this.closed && this.open <= this.limits.keptConnections;
    if (isOpen && kept) origin.unused.push(open);
    else this.drop(open);
    if (next) this.use(this.newConnection(origin), next.webhook, next.request);
  }

  /** Gives free slots to what waits. When a webhook has nothing left, the others have more slots. */
  private serve(webhook: Webhook): void {
    const { origin } = webhook;
    while (this.hasFreeSlot(webhook)) {
      const next = webhook.waiting.shift();
      if (!next) break;
      this.giveSlot(webhook, next);
    }
    if (webhook.waiting.length > 0) return;
    origin.waiting.delete(webhook);
    if (webhook.inUse > 0 || !origin.webhooks.delete(webhook.id)) return;
    for (const other of [...origin.waiting]) this.serve(other);
    this.forget(origin);
  }

  private drop(open: OpenConnection): void {
    const { connection, origin } = open;
    if (!this.connections.delete(connection)) return;
    origin.open -= 1;
    const index = origin.unused.indexOf(open);
    if (index !== -1) origin.unused.splice(index, 1);
    connection.destroy();
    this.forget(origin);
  }

  private forget(origin: Origin): void {
    if (origin.open === 0 && origin.webhooks.size === 0) this.origins.delete(origin.name);
  }
}
