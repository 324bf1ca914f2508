const HEARTBEAT_MS = 500;
/** Covers the time between the server's delivery of a message and the last heartbeat before a pause. */
const MARGIN_MS = 2_000;

/**
 * Notices that this process was suspended for longer than the ack wait. Messages that lie in its socket then have been redelivered
 * to another process meanwhile; they are not marked as redelivered, because they are the first delivery.
 */
export class PauseWatch {
  private heartbeatAt = performance.now();
  private staleUntil = Number.NEGATIVE_INFINITY;
  private timer: NodeJS.Timeout | undefined;

  /** @param ackWaitMs an unacknowledged message is redelivered after this time, in milliseconds */
  constructor(private readonly ackWaitMs: number) {}

  start(): void {
    this.heartbeatAt = performance.now();
    this.timer = setInterval(() => this.check(), HEARTBEAT_MS).unref();
  }

  stop(): void {
    clearInterval(this.timer);
  }

  /** Whether a message that arrives now may already have been redelivered to another process. */
  mayBeStale(): boolean {
    // After a pause, messages are processed before any timer runs.
    this.check();
    return this.heartbeatAt < this.staleUntil;
  }

  private check(): void {
    const now = performance.now();
    if (now - this.heartbeatAt > this.ackWaitMs - MARGIN_MS) this.staleUntil = now + this.ackWaitMs;
    this.heartbeatAt = now;
  }
}
