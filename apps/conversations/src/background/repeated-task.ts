/** Work that is done again and again, one round at a time, each a while after the one before has ended. */
export class RepeatedTask {
  /** When a round last ended, in `performance.now()` milliseconds. */
  beatAt = performance.now();
  private timer: NodeJS.Timeout | undefined;
  private round: Promise<void> = Promise.resolve();
  private stopped = false;

  constructor(
    private readonly periodMs: number,
    private readonly work: () => Promise<void>,
    private readonly failed: (error: unknown) => void,
  ) {}

  /** Begins the first round. */
  start(): void {
    this.round = this.run();
  }

  /** Begins no further round, and waits for the one under way. */
  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.round;
  }

  private async run(): Promise<void> {
    try {
      await this.work();
    } catch (error) {
      this.failed(error);
    }
    this.beatAt = performance.now();
    if (!this.stopped) this.timer = setTimeout(() => this.start(), this.periodMs);
  }
}
