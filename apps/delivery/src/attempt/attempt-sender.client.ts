import type { IncomingHttpHeaders } from 'node:http';
import { Agent, type Dispatcher } from 'undici';
import {
  AttemptTimeout,
  type AttemptResult,
  type Outcome,
  outcomeOfError,
  outcomeOfStatus,
  retryAfterMs,
} from './attempt.js';
import { guardedConnector } from './guarded-connector.client.js';

/** A request that is ready to leave. */
export interface AttemptRequest {
  method: 'POST';
  origin: string;
  path: string;
  /** Flat name, value pairs. */
  headers: string[];
  body: string;
}

/** An attempt under way. */
export interface RunningAttempt {
  /** Null when it was given up: it counts as never made. Never rejects. */
  result: Promise<AttemptResult | null>;
  /** Ends it now, as when the process drains. The endpoint may have got it; it will get it again. */
  cancel(): void;
}

/** The attempt was no longer to be made when a connection was there, or was ended by us. */
class Cancelled extends Error {}

const CONNECTIONS_PER_ORIGIN = 128;
const KEEP_ALIVE_MS = 10_000;
/** What is read of an answer before the rest is cut off, and what is kept of it, in bytes. */
const READ_LIMIT = 64 * 1024;
const EXCERPT_BYTES = 1_024;

/**
 * The one place from which requests leave for customers' endpoints. It follows no redirect, uses no ambient proxy, inflates
 * nothing, and reads no more of an answer than it keeps.
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
   * @param mayStart asked at the moment the first byte would leave, which can be seconds from now
   */
  send(request: AttemptRequest, mayStart: () => boolean): RunningAttempt {
    const attempt = new Attempt(this.settings.timeoutMs, mayStart);
    this.agent.dispatch(request, attempt);
    return attempt;
  }

  /** Waits for what is under way, up to `ms`, then ends it. */
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

/** One request's answer as it comes in; undici's timeouts do not stop a drip, so a total deadline does. */
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
  private readonly chunks: Buffer[] = [];
  private read = 0;

  constructor(
    timeoutMs: number,
    private readonly mayStart: () => boolean,
  ) {
    this.result = new Promise((resolve) => (this.settle = resolve));
    // After a pause of the process timers run before sockets are read: an answer that is there already counts.
    this.deadline = setTimeout(
      () => setImmediate(() => this.abort(new AttemptTimeout(`no whole answer within ${timeoutMs} ms`))),
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
    if (status < 200) return;
    this.status = status;
    const header = headers['retry-after'];
    this.retryAfter = typeof header === 'string' ? header : undefined;
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.read < EXCERPT_BYTES) this.chunks.push(chunk.subarray(0, EXCERPT_BYTES - this.read));
    this.read += chunk.length;
    if (this.read <= READ_LIMIT) return;
    // The status has been said; the rest of an endless answer is not worth reading.
    this.onResponseEnd();
    controller.abort(new Error('answer cut off'));
  }

  onResponseEnd(): void {
    this.finish(outcomeOfStatus(this.status), null);
  }

  onResponseError(_: Dispatcher.DispatchController | undefined, error: Error): void {
    this.fail(this.aborted ?? error);
  }

  private abort(reason: Error): void {
    this.aborted ??= reason;
    if (this.controller) this.controller.abort(reason);
    // Still waiting for a connection: there is nothing to abort, and nothing will be sent (see onRequestStart).
    else this.fail(reason);
  }

  private fail(error: Error): void {
    if (!(error instanceof Cancelled)) {
      const { outcome, detail } = outcomeOfError(error);
      this.finish(outcome, detail);
      return;
    }
    clearTimeout(this.deadline);
    this.settle(null);
  }

  private finish(outcome: Outcome, detail: string | null): void {
    clearTimeout(this.deadline);
    // No spread: what hangs on an object made by one survives collections of the young generation (ARCHITECTURE.md, figures).
    this.settle({
      outcome,
      detail,
      statusCode: this.status === 0 ? null : this.status,
      excerpt: this.chunks.length === 0 ? null : Buffer.concat(this.chunks),
      retryAfterMs: retryAfterMs(this.retryAfter, Date.now()),
      startedAt: this.startedAt,
      durationMs: Math.round(performance.now() - this.startedMs),
    });
  }
}
