/** How a run ends: once, in order, within a deadline, on a signal or an error. */
export interface ShutdownSteps {
  /** Ends everything in the drain order. */
  drain: () => Promise<void>;
  /** Ends everything at once; synchronous. */
  killAll: () => void;
  say: (line: string) => void;
}

/** Signals this close to the first are the same one: npm passes on a Ctrl-C that the terminal has sent already. */
const SAME_SIGNAL_MS = 1_000;
const DEADLINE_MS = 9_500;
const PARENT_POLL_MS = 500;

/** Listens for signals from its construction on, so that a run can be ended while it starts. */
export class Shutdown {
  private readonly controller = new AbortController();
  private startedAt: number | undefined;

  constructor(private readonly steps: ShutdownSteps) {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => this.onSignal());
    this.endWithParent();
    process.on('uncaughtException', (error) => this.begin(1, error));
    process.on('unhandledRejection', (reason) => this.begin(1, reason));
  }

  /** Throws once the run is to end: whoever starts something asks first. */
  throwIfStarted(): void {
    this.controller.signal.throwIfAborted();
  }

  get hasStarted(): boolean {
    return this.startedAt !== undefined;
  }

  /** Ends the run; a reason other than a signal is printed. Exits the process. */
  begin(exitCode: number, reason?: unknown): void {
    if (this.startedAt !== undefined) return;
    this.startedAt = Date.now();
    this.controller.abort();
    if (reason !== undefined) this.steps.say(reason instanceof Error ? reason.message : String(reason));
    this.steps.say('stopping …');
    const late = setTimeout(
      () => this.finish(1, 'it took too long: what was left has been killed'),
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

  /** npm that is killed cannot pass anything on: nobody would be left to end what it started. */
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
