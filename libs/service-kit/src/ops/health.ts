/** One background check, as `/readyz` shows it. */
export interface CheckState {
  name: string;
  ok: boolean;
  /** What went wrong, or `ok`. Never a secret or an address. */
  detail: string;
  /** A failing check that only degrades leaves the service ready. */
  degradesOnly: boolean;
  /** What a failing check that only degrades is called: `nats_down` for `nats`. */
  degradedAs: string;
}

/** A condition that the service watches. */
export interface Check {
  name: string;
  /** Resolves when all is well; rejects with a short reason. Given a second. */
  probe: () => Promise<void>;
  degradesOnly?: boolean;
  /** What the service is while this check fails: `nats_down`; without it the check's own name. */
  degradedAs?: string;
}

const PERIOD_MS = 1_000;
/** Until the service has been ready once: whoever started it is waiting. */
const FIRST_PERIOD_MS = 100;
const BOUND_MS = 1_000;
/** So many failures in a row turn a check red, so that one hiccup does not take a service out of rotation. */
const FAILURES_TO_FAIL = 3;

/** Runs the checks in the background; what `/readyz` answers is always cached, and never waits. */
export class Health {
  private readonly states = new Map<string, CheckState & { failures: number }>();
  private timer: NodeJS.Timeout | undefined;
  private draining = false;
  private stopped = false;
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
  }

  /** Starts checking; the first round runs now. */
  start(): void {
    void this.round().then(() => {
      if (this.stopped) return;
      this.wasReady ||= this.ready;
      this.timer = setTimeout(() => this.start(), this.wasReady ? PERIOD_MS : FIRST_PERIOD_MS);
    });
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  /** From now on the service answers "not ready", whatever the checks say. */
  drain(): void {
    this.draining = true;
  }

  get ready(): boolean {
    return !this.draining && [...this.states.values()].every((state) => state.ok || state.degradesOnly);
  }

  /** One line per check, and whether the whole is ready. */
  report(): { ready: boolean; lines: string[] } {
    const lines = [...this.states.values()].map((state) => {
      const sign = state.ok ? '+' : state.degradesOnly ? '~' : '-';
      return `[${sign}] ${state.ok || !state.degradesOnly ? state.name : `degraded: ${state.degradedAs}`}: ${state.detail}`;
    });
    if (this.draining) lines.unshift('[-] draining');
    return { ready: this.ready, lines };
  }

  private async round(): Promise<void> {
    await Promise.all(this.checks.map((check) => this.run(check)));
  }

  private async run(check: Check): Promise<void> {
    const state = this.states.get(check.name);
    if (!state) return;
    let timer: NodeJS.Timeout | undefined;
    const bound = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`no answer within ${BOUND_MS} ms`)), BOUND_MS);
    });
    try {
      await Promise.race([check.probe(), bound]);
      Object.assign(state, { ok: true, detail: 'ok', failures: 0 });
    } catch (error) {
      state.failures += 1;
      state.detail = error instanceof Error ? error.message : 'failed';
      if (state.failures >= FAILURES_TO_FAIL) state.ok = false;
    } finally {
      clearTimeout(timer);
    }
  }
}
