/** The options of a {@link PeriodicTask}. */
export interface PeriodicTaskOptions {
  /** Shown in logs and health reports. */
  name: string;
  /** Pause between the end of one round and the start of the next, in milliseconds. A function is called before each pause. */
  periodMs: number | (() => number);
  /** One round. The signal is aborted when the task stops: a long round should then return early. */
  run: (stopping: AbortSignal) => Promise<void>;
  /** Receives what a round throws; the next round starts after the usual pause. */
  onError: (error: unknown, taskName: string) => void;
}

/** Runs a function periodically. Rounds never overlap. */
export class PeriodicTask {
  readonly name: string;
  private readonly stopping = new AbortController();
  private loop: Promise<void> | undefined;
  private endPause: (() => void) | undefined;
  private anotherRound = false;
  private lastRoundEndedAt = performance.now();

  constructor(private readonly options: PeriodicTaskOptions) {
    this.name = options.name;
  }

  /** When a round last ended, or the task was started or created, in `performance.now()` milliseconds. */
  get heartbeatAt(): number {
    return this.lastRoundEndedAt;
  }

  /** Starts the first round at once. Further calls have no effect. */
  start(): void {
    if (this.loop) return;
    this.lastRoundEndedAt = performance.now();
    this.loop = this.runUntilStopped();
  }

  /** Starts no further round and resolves when the running round has ended. A stopped task cannot be started again. */
  async stop(): Promise<void> {
    this.stopping.abort();
    this.endPause?.();
    await this.loop;
  }

  /** Ends the pause. During a round it makes the next round follow without a pause. */
  runSoon(): void {
    this.anotherRound = true;
    this.endPause?.();
  }

  private async runUntilStopped(): Promise<void> {
    const { run, onError } = this.options;
    const { signal } = this.stopping;
    while (!signal.aborted) {
      this.anotherRound = false;
      try {
        await run(signal);
      } catch (error) {
        onError(error, this.name);
      }
      this.lastRoundEndedAt = performance.now();
      if (!signal.aborted && !this.anotherRound) await this.pause();
    }
  }

  private pause(): Promise<void> {
    const { periodMs } = this.options;
    return new Promise((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        this.endPause = undefined;
        resolve();
      };
      const timer = setTimeout(end, typeof periodMs === 'number' ? periodMs : periodMs());
      this.endPause = end;
    });
  }
}
