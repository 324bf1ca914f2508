/** Counts work that runs, and tells when none does. */
export class RunningCount {
  private count = 0;
  private onIdle: (() => void) | undefined;

  start(): void {
    this.count += 1;
  }

  end(): void {
    this.count -= 1;
    if (this.count === 0) this.onIdle?.();
  }

  /** Resolves when nothing runs, at the latest after `ms` milliseconds. */
  untilIdle(ms: number): Promise<void> {
    if (this.count === 0) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.onIdle = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
