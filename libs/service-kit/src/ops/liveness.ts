import { type IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks';

/** An event loop that is blocked for longer makes the process useless, in milliseconds. */
const LOOP_LIMIT_MS = 5_000;

/** A background loop that must make progress. */
export interface Heartbeat {
  name: string;
  /** End of the last round, in `performance.now()` milliseconds. */
  at: () => number;
  /** Without a round for so long the loop counts as stuck, in milliseconds. */
  limitMs: number;
}

/** What `/livez` answers: the state of this process alone (event loop, background loops), never of a database, a broker or a customer. */
export class Liveness {
  private readonly delay: IntervalHistogram;
  private lastTick = performance.now();
  private readonly timer: NodeJS.Timeout;

  constructor(private readonly heartbeats: readonly Heartbeat[]) {
    this.delay = monitorEventLoopDelay({ resolution: 100 });
    this.delay.enable();
    this.timer = setInterval(() => {
      this.lastTick = performance.now();
      this.delay.reset();
    }, 1_000);
    this.timer.unref();
  }

  report(): { alive: boolean; lines: string[] } {
    const now = performance.now();
    const worstMs = Math.max(this.delay.max / 1e6, now - this.lastTick - 1_000, 0);
    const loopOk = worstMs < LOOP_LIMIT_MS;
    const lines = [`[${loopOk ? '+' : '-'}] event loop: ${Math.round(worstMs)} ms late at most`];
    let alive = loopOk;
    for (const heartbeat of this.heartbeats) {
      const ok = now - heartbeat.at() < heartbeat.limitMs;
      alive &&= ok;
      lines.push(
        `[${ok ? '+' : '-'}] ${heartbeat.name}: ${ok ? 'ok' : `no heartbeat for ${Math.round(now - heartbeat.at())} ms`}`,
      );
    }
    return { alive, lines };
  }

  stop(): void {
    clearInterval(this.timer);
    this.delay.disable();
  }
}
