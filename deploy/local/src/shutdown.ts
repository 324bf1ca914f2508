/** What the shutdown of a run does. */
export interface ShutdownSteps {
  /** Stops everything in order. */
  drain: () => Promise<void>;
  /** Kills everything at once; synchronous. */
  killAll: () => void;
  say: (line: string) => void;
}

/** A second signal within this time is the same one: npm forwards a Ctrl-C that the terminal has sent already. */
const SAME_SIGNAL_MS = 1_000;
const DEADLINE_MS = 9_500;
const PARENT_POLL_MS = 500;

/**
 * Stops a run once, on a signal or an error, within a deadline. It listens for signals from its construction on, so that a run can be
 * stopped while it starts.
 */
export class Shutdown {
  private readonly controller = new AbortController();
  private startedAt: number | undefined;

  constructor(private readonly steps: ShutdownSteps) {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => this.onSignal());
    this.endWithParent();
    process.on('uncaughtException', (error) => this.begin(1, error));
    process.on('unhandledRejection', (reason) => this.begin(1, reason));
  }

  /** Throws after the shutdown has started; called before each process start. */
  throwIfStarted(): void {
    this.controller.signal.throwIfAborted();
  }

  get hasStarted(): boolean {
    return this.startedAt !== undefined;
  }

  /** Stops the run and exits the process. Prints the reason, if there is one. */
  begin(exitCode: number, reason?: unknown): void {
    if (this.startedAt !== undefined) return;
    this.startedAt = Date.now();
    this.controller.abort();
    if (reason !== undefined) this.steps.say(reason instanceof Error ? reason.message : String(reason));
    this.steps.say('stopping …');
    const late = setTimeout(
      () => this.finish(1, 'the shutdown took too long: the remaining processes have been killed'),
      DEADLINE_MS,
    );
    this.steps.drain().then(
      () => {
        clearTimeout(late);
        this.finish(exitCode, 'stopped');
      },
      (error: unknown) =>
        this.finish(1, `stopped by force: ${error instanceof Error ? error.message : String(error)}`),
    );
  }

  /** A killed npm forwards no signal, so its end is noticed by polling. */
  private endWithParent(): void {
    if (process.env['npm_lifecycle_event'] !== 'start') return;
    const parent = process.ppid;
    const timer = setInterval(() => {
      if (process.ppid !== parent) this.begin(0, 'npm has ended');
    }, PARENT_POLL_MS);
    timer.unref();
  }

  private onSignal(): void {
    if (this.startedAt === undefined) return this.begin(0);
    if (Date.now() - this.startedAt < SAME_SIGNAL_MS) return;
    this.finish(1, 'killed');
  }

  private finish(exitCode: number, last: string): void {
    this.steps.killAll();
    this.steps.say(last);
    process.exit(exitCode);
  }
}
