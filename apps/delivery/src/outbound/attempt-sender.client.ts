import type { IncomingHttpHeaders } from 'node:http';
import { Agent, type Dispatcher } from 'undici';
import {
  type AttemptResult,
  commandOf,
  detailOfResponse,
  type Outcome,
  outcomeOfResponse,
  type ReceiverCommand,
  retryAfterMs,
} from '../delivery/attempt-result.js';
import { AttemptTimeout, BadResponse, failureOf } from './failure.js';
import { guardedConnector } from './guarded-connector.client.js';

/** A request that is ready to be sent. */
export interface AttemptRequest {
  method: 'POST';
  origin: string;
  path: string;
  /** Flat name, value pairs. */
  headers: string[];
  body: string;
}

/** A running attempt. */
export interface RunningAttempt {
  /** Null when the attempt was cancelled or not allowed to start: it does not count as made. Never rejects. */
  result: Promise<AttemptResult | null>;
  /** Aborts the request, for example at shutdown. The endpoint may have received it, and then receives it a second time. */
  cancel(): void;
}

/** The reason of an abort: the attempt was cancelled, or it was not allowed to start when its connection was ready. */
class Cancelled extends Error {}

const CONNECTIONS_PER_ORIGIN = 128;
const KEEP_ALIVE_MS = 10_000;
/** Number of response bytes after which the connection is closed, and number of response bytes that are stored. */
const READ_LIMIT = 64 * 1024;
const EXCERPT_BYTES = 1_024;

/**
 * The only place that sends requests to customers' endpoints. It follows no redirect, uses no proxy from the environment, does
 * not decompress, and reads a bounded part of the response.
 */
export class AttemptSender {
  private readonly agent: Agent;

  constructor(private readonly settings: { localRun: boolean; timeoutMs: number }) {
    this.agent = new Agent({
      connect: guardedConnector(settings.localRun),
      connections: CONNECTIONS_PER_ORIGIN,
      pipelining: 1,
      keepAliveTimeout: KEEP_ALIVE_MS,
      headersTimeout: settings.timeoutMs,
      bodyTimeout: settings.timeoutMs,
      maxHeaderSize: 16 * 1024,
    });
  }

  /**
   * Sends one request as soon as there is a connection.
   *
   * @param mayStart called just before the first byte is sent, which can be seconds later
   */
  send(request: AttemptRequest, mayStart: () => boolean): RunningAttempt {
    const attempt = new Attempt(this.settings.timeoutMs, mayStart);
    this.agent.dispatch(request, attempt);
    return attempt;
  }

  /** Waits for running requests up to `ms`, then closes their connections. */
  async close(ms: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const deadline = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, ms);
    });
    await Promise.race([this.agent.close(), deadline]);
    clearTimeout(timer);
    if (!this.agent.destroyed) await this.agent.destroy();
  }
}

/**
 * Receives one response. undici's timeouts apply to the pause between two chunks, so a response that arrives slowly never
 * exceeds them. Therefore the attempt has a deadline for the whole response.
 */
class Attempt implements Dispatcher.DispatchHandler, RunningAttempt {
  readonly result: Promise<AttemptResult | null>;
  private readonly startedAt = new Date();
  private readonly startedMs = performance.now();
  private readonly deadline: NodeJS.Timeout;
  private settle: (result: AttemptResult | null) => void = () => undefined;
  private controller: Dispatcher.DispatchController | undefined;
  private aborted: Error | undefined;
  private status = 0;
  private retryAfter: string | undefined;
  private command: ReceiverCommand | null = null;
  private readonly chunks: Buffer[] = [];
  private read = 0;

  constructor(
    timeoutMs: number,
    private readonly mayStart: () => boolean,
  ) {
    this.result = new Promise((resolve) => (this.settle = resolve));
    // After a pause of the process, Node runs expired timers before it reads sockets. With setImmediate, a response that has
    // already arrived is read first, and the attempt does not time out.
    this.deadline = setTimeout(
      () => setImmediate(() => this.abort(new AttemptTimeout(`no complete response within ${timeoutMs} ms`))),
      timeoutMs,
    );
  }

  cancel(): void {
    this.abort(new Cancelled());
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller;
    if (this.aborted) controller.abort(this.aborted);
    else if (!this.mayStart()) controller.abort(new Cancelled());
  }

  onResponseStart(_: Dispatcher.DispatchController, status: number, headers: IncomingHttpHeaders): void {
    if (status < 100) {
      this.abort(new BadResponse('the status of the response is below 100'));
      return;
    }
    if (status < 200) return;
    this.status = status;
    const header = headers['retry-after'];
    this.retryAfter = typeof header === 'string' ? header : undefined;
    const asked = headers['webhook-delivery'];
    this.command = commandOf(status, typeof asked === 'string' ? asked : undefined);
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.read < EXCERPT_BYTES) this.chunks.push(chunk.subarray(0, EXCERPT_BYTES - this.read));
    this.read += chunk.length;
    if (this.read <= READ_LIMIT) return;
    // The status decides the outcome, so the rest of a long response is not read.
    this.onResponseEnd();
    controller.abort(new Error('response cut off'));
  }

  onResponseEnd(): void {
    this.finish(outcomeOfResponse(this.status, this.command), detailOfResponse(this.status, this.command));
  }

  onResponseError(_: Dispatcher.DispatchController | undefined, error: Error): void {
    this.fail(this.aborted ?? error);
  }

  private abort(reason: Error): void {
    this.aborted ??= reason;
    if (this.controller) this.controller.abort(reason);
    // There is no connection yet, so nothing to abort. Nothing will be sent: onRequestStart checks `aborted`.
    else this.fail(reason);
  }

  private fail(error: Error): void {
    if (!(error instanceof Cancelled)) {
      const { outcome, detail } = failureOf(error);
      this.finish(outcome, detail);
      return;
    }
    clearTimeout(this.deadline);
    this.settle(null);
  }

  private finish(outcome: Outcome, detail: string | null): void {
    clearTimeout(this.deadline);
    // No spread operator here: objects that are created with it survive more garbage collections (docs/performance.md).
    this.settle({
      outcome,
      detail,
      statusCode: this.status === 0 ? null : this.status,
      excerpt: this.chunks.length === 0 ? null : Buffer.concat(this.chunks),
      retryAfterMs: retryAfterMs(this.retryAfter, Date.now()),
      command: this.command,
      startedAt: this.startedAt,
      durationMs: Math.round(performance.now() - this.startedMs),
    });
  }
}
