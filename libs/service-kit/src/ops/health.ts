import { PeriodicTask } from '@flowforge/scheduling/periodic-task';

/** One background check, as `/readyz` shows it. */
export interface CheckState {
  name: string;
  ok: boolean;
  /** The reason of the last failure, or `ok` and what it means. Contains no secret and no address. */
  detail: string;
  /** Whether the service stays ready when this check fails. */
  degradesOnly: boolean;
  /** Shown as `degraded: nats_down` while such a check fails. */
  degradedAs: string;
}

/** A condition that the service checks periodically. */
export interface Check {
  name: string;
  /** Resolves when the condition holds, rejects with a short reason otherwise. No answer within a second is a failure. */
  probe: () => Promise<void>;
  /** What `ok` means, for a check whose name does not show it. `/readyz` prints it after `ok`. */
  okMeans?: string;
  degradesOnly?: boolean;
  /** The word that `/readyz` shows while a check that only degrades fails, such as `nats_down`; default: the check's name. */
  degradedAs?: string;
}

const PERIOD_MS = 1_000;
/** Period until the service is ready for the first time. Shorter, because a start waits for it. */
const FIRST_PERIOD_MS = 100;
const PROBE_TIMEOUT_MS = 1_000;
/** A check fails after so many failed probes in a row, because a single one must not take a replica out of rotation. */
const FAILURES_TO_FAIL = 3;

/** Runs the checks in the background. `/readyz` answers with their last results, without waiting for a probe. */
export class Health {
  private readonly states = new Map<string, CheckState & { failures: number }>();
  private readonly checking: PeriodicTask;
  private phase: 'starting' | 'serving' | 'draining' = 'starting';
  private wasReady = false;

  constructor(private readonly checks: readonly Check[]) {
    for (const { name, degradesOnly = false, degradedAs = name } of checks) {
      const failures = FAILURES_TO_FAIL;
      this.states.set(name, {
        name,
        ok: false,
        detail: 'not checked yet',
        degradesOnly,
        degradedAs,
        failures,
      });
    }
    this.checking = new PeriodicTask({
      name: 'health checks',
      periodMs: () => (this.wasReady ? PERIOD_MS : FIRST_PERIOD_MS),
      run: () => this.runChecks(),
      // A failed probe is a result, not an error.
      onError: () => undefined,
    });
  }

  /** Starts checking; the first round runs now. */
  start(): void {
    this.checking.start();
  }

  /** Stops checking. Resolves when the running round has ended, after 1 s at most. */
  stop(): Promise<void> {
    return this.checking.stop();
  }

  /** The process serves: it is ready while the checks pass. Before, it is not ready. */
  serve(): void {
    if (this.phase === 'starting') this.phase = 'serving';
  }

  /** Reports "not ready" from now on, whatever the results of the checks are. */
  drain(): void {
    this.phase = 'draining';
  }

  get ready(): boolean {
    return (
      this.phase === 'serving' && [...this.states.values()].every((state) => state.ok || state.degradesOnly)
    );
  }

  /** The last result of each check. */
  checkStates(): readonly CheckState[] {
    return [...this.states.values()];
  }

  /** One line for each check, and whether the service is ready. */
  report(): { ready: boolean; lines: string[] } {
    const lines = [...this.states.values()].map((state) => {
      const sign = state.ok ? '+' : state.degradesOnly ? '~' : '-';
      return `[${sign}] ${state.ok || !state.degradesOnly ? state.name : `degraded: ${state.degradedAs}`}: ${state.detail}`;
    });
    if (this.phase !== 'serving') lines.unshift(`[-] ${this.phase}`);
    return { ready: this.ready, lines };
  }

  private async runChecks(): Promise<void> {
    await Promise.all(this.checks.map((check) => this.run(check)));
    this.wasReady ||= this.ready;
  }

  private async run(check: Check): Promise<void> {
    const state = this.states.get(check.name);
    if (!state) return;
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<never>((_, reject) => {
      timer = setTimeout(
        () => reject(new Error(`no answer within ${PROBE_TIMEOUT_MS} ms`)),
        PROBE_TIMEOUT_MS,
      );
    });
    try {
      await Promise.race([check.probe(), timeout]);
      const detail = check.okMeans === undefined ? 'ok' : `ok, ${check.okMeans}`;
      Object.assign(state, { ok: true, detail, failures: 0 });
    } catch (error) {
      state.failures += 1;
      state.detail = error instanceof Error ? error.message : 'failed';
      if (state.failures >= FAILURES_TO_FAIL) state.ok = false;
    } finally {
      clearTimeout(timer);
    }
  }
}
