const HEARTBEAT_MS = 500;
/** Covers the time between the server's delivery of a message and the last heartbeat before a pause. */
const MARGIN_MS = 2_000;

/**
 * Detects that this process was suspended for longer than the ack wait (SIGSTOP, a paused container). The server has then
 * redelivered the unread messages of this process's socket to another process. Those in the socket are the first delivery, so
 * they are not marked as redelivered.
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
    // After a pause, messages are processed before the timer runs.
    this.check();
    return this.heartbeatAt < this.staleUntil;
  }

  private check(): void {
    const now = performance.now();
    if (now - this.heartbeatAt > this.ackWaitMs - MARGIN_MS) this.staleUntil = now + this.ackWaitMs;
    this.heartbeatAt = now;
  }
}
