import type { IncomingHttpHeaders } from 'node:http';
import type { Dispatcher } from 'undici';
import {
  type AttemptResult,
  type AttemptTiming,
  boundedHeaders,
  commandOf,
  detailOfResponse,
  outcomeOfResponse,
  type ReceiverCommand,
  retryAfterMs,
} from '../delivery/attempt-result.js';
import type { Connection, ConnectionUser } from './connection.client.js';
import {
  AttemptTimeout,
  BadResponse,
  ConnectTimeout,
  failureOf,
  LookupNotStarted,
  NameNotResolved,
} from './failure.js';
import type { ConnectionRequest, WebhookConnections } from './webhook-connections.client.js';
import type { Outcome } from '../outcome/outcome.js';

/** A request that is ready to be sent. */
export interface AttemptRequest {
  workspaceId: string;
  webhookId: string;
  method: 'POST';
  origin: string;
  path: string;
  /** Flat name, value pairs. */
  headers: string[];
  body: string;
}

/** A running attempt. */
export interface RunningAttempt {
  /**
   * Null when there is none for a reason of this process: the attempt was cancelled or not allowed to start, or there was no connection
   * slot or no free lookup of a name in time. Never rejects.
   */
  result: Promise<AttemptResult | null>;
  /** Whether the request began to leave. If it did and the result is null, it was cancelled, and the endpoint may have received it. */
  readonly isSent: boolean;
  /** Aborts the request, for example at shutdown. If the status of its response is known, that is the result. */
  cancel(): void;
}

/** Number of stored bytes of the response body. */
const EXCERPT_BYTES = 1_024;
/** Interim responses (1xx) to one request. RFC 9110 sets no limit; servers send one or two. */
const INTERIM_RESPONSES = 8;

/** The reason of an abort: the attempt was cancelled, or it was not allowed to start when its connection was ready. */
class Cancelled extends Error {}

/**
 * One request and its response. undici's timeouts apply to the pause between two chunks, so a response that arrives slowly never
 * exceeds them. Therefore the attempt has a deadline for everything from its connection slot on: DNS, connection, request and response.
 */
export class AttemptExchange implements ConnectionUser, ConnectionRequest, RunningAttempt {
  readonly result: Promise<AttemptResult | null>;
  private settle: (result: AttemptResult | null) => void = () => undefined;
  isSent = false;
  private settled = false;
  /** The limit of the wait for a connection slot, then the deadline of the attempt. */
  private timer: NodeJS.Timeout | undefined;
  private stopWaiting: (() => void) | null = null;
  private connection: Connection | null = null;
  private controller: Dispatcher.DispatchController | undefined;
  private aborted: Error | undefined;
  private startedAt = 0;
  private startedMs = 0;
  private firstByteMs: number | null = null;
  private interim = 0;
  private status = 0;
  private headers: IncomingHttpHeaders | null = null;
  private command: ReceiverCommand | null = null;
  private readonly chunks: Buffer[] = [];
  private stored = 0;

  constructor(
    private readonly request: AttemptRequest,
    private readonly mayStart: () => boolean,
    private readonly connections: WebhookConnections,
    private readonly timeoutMs: number,
    /** Whether the result has the headers of the response also after a success. */
    private readonly keepsAllHeaders: boolean,
  ) {
    this.result = new Promise((resolve) => (this.settle = resolve));
  }

  /** Starts as soon as there is a connection slot, or ends after `slotWaitMs` milliseconds without one. */
  start(slotWaitMs: number): void {
    this.stopWaiting = this.connections.acquire(this.request.webhookId, this.request.origin, this);
    if (this.stopWaiting !== null) this.timer = setTimeout(() => this.cancel(), slotWaitMs);
  }

  cancel(): void {
    if (this.status === 0) this.abort(new Cancelled());
    else this.endWithStatus();
  }

  onConnectionSlot(connection: Connection): void {
    clearTimeout(this.timer);
    this.stopWaiting = null;
    if (this.settled) {
      // It was cancelled just before it got its connection.
      this.connections.release(connection, false);
      return;
    }
    this.connection = connection;
    this.startedAt = Date.now();
    this.startedMs = performance.now();
    // After a pause of the process, Node runs expired timers before it reads sockets. With setImmediate, a response that has
    // already arrived is read first, and the attempt does not time out.
    this.timer = setTimeout(() => setImmediate(() => this.onDeadline()), this.timeoutMs);
    connection.send(this.request, this.request.workspaceId, this);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller;
    if (this.aborted) controller.abort(this.aborted);
    else if (this.mayStart()) this.isSent = true;
    else controller.abort(new Cancelled());
  }

  onResponseStart(_: Dispatcher.DispatchController, status: number, headers: IncomingHttpHeaders): void {
    this.firstByteMs ??= performance.now() - this.startedMs;
    if (status < 100) {
      this.abort(new BadResponse('the status of the response is below 100'));
      return;
    }
    if (status < 200) {
      this.interim += 1;
      if (this.interim > INTERIM_RESPONSES) {
        this.abort(new BadResponse(`more than ${INTERIM_RESPONSES} interim responses`));
      }
      return;
    }
    this.status = status;
    this.headers = headers;
    const asked = headers['webhook-delivery'];
    this.command = commandOf(status, typeof asked === 'string' ? asked : undefined);
  }

  onResponseData(_: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.stored === EXCERPT_BYTES) return;
    const part =
      chunk.length <= EXCERPT_BYTES - this.stored ? chunk : chunk.subarray(0, EXCERPT_BYTES - this.stored);
    this.chunks.push(part);
    this.stored += part.length;
  }

  onResponseEnd(): void {
    this.finishWithResponse(true);
  }

  onResponseError(_: Dispatcher.DispatchController | undefined, error: Error): void {
    this.fail(this.aborted ?? error);
  }

  onOverflow(): void {
    if (this.status === 0) this.abort(new BadResponse('the headers of the response are too long'));
    else this.endWithStatus();
  }

  /** The status decides the outcome, so the rest of the response is not read. */
  private endWithStatus(): void {
    this.finishWithResponse(false);
    this.controller?.abort(new Error('the rest of the response is not read'));
  }

  private onDeadline(): void {
    if (this.controller) {
      this.abort(new AttemptTimeout(`no complete response within ${this.timeoutMs} ms`));
      return;
    }
    // Nothing was sent, so it is not the endpoint that did not answer in time.
    const lookup = this.connection?.opening?.lookup ?? null;
    if (lookup === null) this.abort(new ConnectTimeout(`no connection within ${this.timeoutMs} ms`));
    else
      this.abort(
        lookup.isDelayed
          ? new LookupNotStarted('the lookup of the name began too late')
          : new NameNotResolved('ETIMEOUT'),
      );
  }

  private abort(reason: Error): void {
    if (this.settled) return;
    this.aborted ??= reason;
    this.stopWaiting?.();
    this.controller?.abort(this.aborted);
    this.fail(this.aborted);
  }

  private fail(error: Error): void {
    if (error instanceof Cancelled || error instanceof LookupNotStarted) {
      this.end(null, false);
      return;
    }
    const { outcome, detail } = failureOf(error);
    this.finish(outcome, detail, false);
  }

  private finishWithResponse(reusable: boolean): void {
    const { status, command } = this;
    this.finish(outcomeOfResponse(status, command), detailOfResponse(status, command), reusable);
  }

  private finish(outcome: Outcome, detail: string | null, reusable: boolean): void {
    const { headers, connection } = this;
    const totalMs = performance.now() - this.startedMs;
    const opening = connection === null ? null : connection.opening;
    const timing: AttemptTiming = {
      dnsMs: opening === null ? null : opening.dnsMs,
      connectMs: opening === null ? null : opening.connectMs,
      tlsMs: opening === null ? null : opening.tlsMs,
      firstByteMs: this.firstByteMs,
      totalMs,
    };
    const retryAfter = headers === null ? undefined : headers['retry-after'];
    // No spread operator here: objects that are created with it survive more garbage collections (docs/performance.md).
    this.end(
      {
        outcome,
        detail,
        statusCode: this.status === 0 ? null : this.status,
        excerpt: this.chunks.length === 0 ? null : Buffer.concat(this.chunks),
        retryAfterMs: typeof retryAfter === 'string' ? retryAfterMs(retryAfter, Date.now()) : null,
        command: this.command,
        startedAt: new Date(this.startedAt),
        durationMs: Math.round(totalMs),
        timing,
        headers:
          headers !== null && (this.keepsAllHeaders || outcome !== 'delivered')
            ? boundedHeaders(headers)
            : null,
      },
      reusable,
    );
  }

  private end(result: AttemptResult | null, reusable: boolean): void {
    if (this.settled) return;
    this.settled = true;
    clearTimeout(this.timer);
    this.settle(result);
    if (this.connection !== null) this.connections.release(this.connection, reusable);
  }
}
