import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** A connection without a request for this time, in milliseconds, is closed when the process stops. */
const UNUSED_MS = 500;
const POLL_MS = 20;

/**
 * The connections of an HTTP server, to be closed without losing a request.
 *
 * A server that closes an idle connection loses the request that is on its way at that moment, and its client may not repeat it. So
 * each further answer has the header `connection: close`, after which the client sends nothing more; only a connection that nobody has used for
 * a while is closed at once.
 */
export class OpenConnections {
  /** Requests that are not answered yet, and when the last one ended, for each connection. */
  private readonly sockets = new Map<Socket, { answering: Set<ServerResponse>; usedAt: number }>();
  private isClosing = false;

  /** @param unusedMs a connection without a request for this time, in milliseconds, counts as unused */
  constructor(
    private readonly server: Server,
    private readonly unusedMs = UNUSED_MS,
  ) {
    server.on('connection', (socket: Socket) => {
      this.sockets.set(socket, { answering: new Set(), usedAt: performance.now() });
      socket.once('close', () => this.sockets.delete(socket));
    });
    server.prependListener('request', (request, response) => this.begin(request, response));
  }

  /**
   * Closes the server: lets the connections end after their next answer, at most `noticeMs`; then accepts no more, and closes what is
   * idle. Resolves when all requests are answered, or after `limitMs`, when what is still open is closed.
   *
   * @param endStreams called after the notice: ends answers that do not end by themselves
   */
  async close(limitMs: number, noticeMs: number, endStreams: () => void): Promise<void> {
    const startedAt = performance.now();
    this.isClosing = true;
    for (const { answering } of this.sockets.values()) for (const response of answering) announce(response);
    while (this.areUsed() && performance.now() - startedAt < noticeMs) await pause();
    endStreams();
    let limit: NodeJS.Timeout | undefined;
    const ended = new Promise<void>((resolve) => {
      this.server.close(() => resolve());
      limit = setTimeout(resolve, Math.max(0, limitMs - (performance.now() - startedAt)));
    });
    this.closeIdle();
    const idle = setInterval(() => this.closeIdle(), POLL_MS);
    await ended;
    clearTimeout(limit);
    clearInterval(idle);
    this.server.closeAllConnections();
  }

  private begin({ socket }: IncomingMessage, response: ServerResponse): void {
    const connection = this.sockets.get(socket);
    if (this.isClosing) announce(response);
    connection?.answering.add(response);
    response.once('close', () => {
      connection?.answering.delete(response);
      if (connection) connection.usedAt = performance.now();
    });
  }

  /** Also closes connections without any request, which Node does not count as idle. */
  private closeIdle(): void {
    this.server.closeIdleConnections();
    for (const socket of this.sockets.keys()) if (socket.bytesRead === 0) socket.destroy();
  }

  /** Whether a client may be about to send a request on a connection that is idle now. */
  private areUsed(): boolean {
    const now = performance.now();
    return [...this.sockets.values()].some(
      ({ answering, usedAt }) => answering.size === 0 && now - usedAt < this.unusedMs,
    );
  }
}

function announce(response: ServerResponse): void {
  if (!response.headersSent) response.shouldKeepAlive = false;
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, POLL_MS));
}
