import type { Socket } from 'node:net';
import { Client, type Dispatcher } from 'undici';
import type { EndpointConnector, Opening } from './endpoint-connector.client.js';

/** Time after which an unused connection is closed, in milliseconds. An endpoint can shorten it, not lengthen it. */
const IDLE_MS = 10_000;
/** Bytes of one block of headers. */
const HEADER_BYTES = 16 * 1024;
/** Bytes that are read for one request: of interim responses, headers and body together. */
export const RESPONSE_BYTES = 64 * 1024 + HEADER_BYTES;

/** What uses a connection for one request. */
export interface ConnectionUser extends Dispatcher.DispatchHandler {
  /** Called when more than `RESPONSE_BYTES` have arrived for this request. */
  onOverflow(): void;
  cancel(): void;
}

/** One connection to an endpoint, used for one request at a time. */
export class Connection {
  /** The phases of opening, if the connection was opened for the present user; null when it was open already. */
  opening: Opening | null = null;
  user: ConnectionUser | null = null;
  /** Called once after `whenReusable`. */
  private onReusable: ((open: boolean) => void) | null = null;
  private readonly client: Client;
  /** That of the present user. */
  private workspaceId = '';
  private socket: Socket | null = null;
  /** Bytes that the socket had read when the present user got it. */
  private readBefore = 0;

  /** @param onUnused called when the connection was closed while nothing used it */
  constructor(origin: string, connector: EndpointConnector, onUnused: (connection: Connection) => void) {
    this.client = new Client(origin, {
      connect: (options, callback) => {
        const opening: Opening = {
          socket: null,
          lookup: null,
          dnsMs: null,
          connectMs: null,
          tlsMs: null,
        };
        this.opening = opening;
        connector.open(options, this.workspaceId, opening, (error, socket) => {
          if (error !== null || socket === null) {
            callback(error ?? new Error('there is no socket'), null);
            return;
          }
          this.watch(socket);
          callback(null, socket);
        });
      },
      pipelining: 1,
      keepAliveTimeout: IDLE_MS,
      keepAliveMaxTimeout: IDLE_MS,
      // The attempt has one deadline for everything.
      headersTimeout: 0,
      bodyTimeout: 0,
      maxHeaderSize: HEADER_BYTES,
    });
    // undici emits this one turn of the event loop after the end of a response. Servers that close a connection without saying
    // so do it until then.
    this.client.on('drain', () => this.endUse(true));
    this.client.on('disconnect', () => {
      if (this.onReusable !== null) this.endUse(false);
      else if (this.user === null) onUnused(this);
    });
  }

  /** Sends a request for a workspace as soon as the connection is open. */
  send(request: Dispatcher.DispatchOptions, workspaceId: string, user: ConnectionUser): void {
    this.user = user;
    this.workspaceId = workspaceId;
    this.opening = null;
    this.readBefore = this.socket === null ? 0 : this.socket.bytesRead;
    this.client.dispatch(request, user);
  }

  /** After a complete response: calls back when the connection can be used again (true), or was closed (false). */
  whenReusable(callback: (open: boolean) => void): void {
    this.onReusable = callback;
  }

  /** Closes the connection, also while it is being opened. */
  destroy(): void {
    const socket = this.opening?.socket;
    // undici may be calling the user now, and its state is complete only when it has returned.
    queueMicrotask(() => {
      socket?.destroy();
      void this.client.destroy();
    });
  }

  private endUse(open: boolean): void {
    const callback = this.onReusable;
    if (callback === null) return;
    this.onReusable = null;
    this.user = null;
    callback(open);
  }

  /** Counts what arrives before undici parses it: a parser does not report every byte. */
  private watch(socket: Socket): void {
    this.socket = socket;
    this.readBefore = 0;
    socket.on('readable', () => {
      if (this.user !== null && socket.bytesRead - this.readBefore > RESPONSE_BYTES) this.user.onOverflow();
    });
  }
}
