/** The actions of a shutdown. */
export interface ShutdownSteps {
  /** Stops all processes in order. */
  drain: () => Promise<void>;
  /** Kills all processes at once; synchronous. */
  killAll: () => void;
  say: (line: string) => void;
}

/**
 * Signals within this time count as one: at Ctrl-C the terminal sends a signal, and npm forwards it a second time. In
 * milliseconds.
 */
const SAME_SIGNAL_MS = 1_000;
/** What still runs so long after the start of a shutdown is killed, in milliseconds. */
export const DEADLINE_MS = 9_500;
const PARENT_POLL_MS = 500;

/**
 * Stops a run on a signal or an error, once, and kills what still runs after 9.5 s. It handles signals from its construction
 * on, so that a run can also be stopped during its start.
 */
export class Shutdown {
  private readonly controller = new AbortController();
  private startedAt: number | undefined;

  constructor(private readonly steps: ShutdownSteps) {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => this.onSignal());
    this.stopWithParent();
    process.on('uncaughtException', (error) => this.begin(1, error));
    process.on('unhandledRejection', (reason) => this.begin(1, reason));
  }

  /** Throws after the shutdown has started; called before each process start. */
  throwIfStarted(): void {
    this.controller.signal.throwIfAborted();
  }

  /** Aborted when the shutdown starts. */
  get signal(): AbortSignal {
    return this.controller.signal;
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
    const deadline = setTimeout(
      () => this.finish(1, 'stopped; processes that did not end in time have been killed'),
      DEADLINE_MS,
    );
    this.steps.drain().then(
      () => {
        clearTimeout(deadline);
        this.finish(exitCode, 'stopped');
      },
      (error: unknown) =>
        this.finish(
          1,
          `stopped; the remaining processes have been killed, because: ${error instanceof Error ? error.message : String(error)}`,
        ),
    );
  }

  /** Stops the run when npm has been killed. A killed npm forwards no signal, so the parent's pid is polled. */
  private stopWithParent(): void {
    if (process.env['npm_lifecycle_event'] !== 'start') return;
    const parent = process.ppid;
    const timer = setInterval(() => {
      if (process.ppid !== parent) this.begin(0, 'npm has ended, so Flowforge stops');
    }, PARENT_POLL_MS);
    timer.unref();
  }

  private onSignal(): void {
    if (this.startedAt === undefined) return this.begin(0);
    if (Date.now() - this.startedAt < SAME_SIGNAL_MS) return;
    this.finish(1, 'killed all processes');
  }

  private finish(exitCode: number, lastLine: string): void {
    this.steps.killAll();
    this.steps.say(lastLine);
    process.exit(exitCode);
  }
}
