const BEAT_MS = 500;
/** What lies between a message's way out of the server and the beat before a pause. */
const MARGIN_MS = 2_000;

/**
 * Notices that this process stood still for so long that what it reads now may have been handed to another one meanwhile: the
 * message in the socket is the first handing out, and does not say so.
 */
export class PauseWatch {
  private beatAt = performance.now();
  private staleUntil = Number.NEGATIVE_INFINITY;
  private timer: NodeJS.Timeout | undefined;

  /** @param ackWaitMs after this an unacknowledged message is handed out again */
  constructor(private readonly ackWaitMs: number) {}

  start(): void {
    this.beatAt = performance.now();
    this.timer = setInterval(() => this.look(), BEAT_MS).unref();
  }

  stop(): void {
    clearInterval(this.timer);
  }

  /** Whether what arrives now may have been handed out again elsewhere. */
  mayBeStale(): boolean {
    // What was read just before the pause is handed over before any timer runs.
    this.look();
    return this.beatAt < this.staleUntil;
  }

  private look(): void {
    const now = performance.now();
    if (now - this.beatAt > this.ackWaitMs - MARGIN_MS) this.staleUntil = now + this.ackWaitMs;
    this.beatAt = now;
  }
}
