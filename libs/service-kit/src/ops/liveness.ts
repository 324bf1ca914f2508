import { type IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks';

/** `/livez` fails when the event loop was blocked for longer than this, in milliseconds. */
const LOOP_LIMIT_MS = 5_000;

/** A background loop whose progress is watched. */
export interface Heartbeat {
  name: string;
  /** End of the last round, in `performance.now()` milliseconds. */
  at: () => number;
  /** `/livez` fails when the last round is longer ago than this, in milliseconds. */
  limitMs: number;
}

/**
 * The state behind `/livez`: event loop and background loops of this process. A restart cannot repair a database or NATS, so
 * they do not count.
 */
export class Liveness {
  private readonly delay: IntervalHistogram;
  private lastTick = performance.now();
  private readonly timer: NodeJS.Timeout;

  private heartbeats: readonly Heartbeat[] = [];

  constructor() {
    this.delay = monitorEventLoopDelay({ resolution: 100 });
    this.delay.enable();
    this.timer = setInterval(() => {
      this.lastTick = performance.now();
      this.delay.reset();
    }, 1_000);
    this.timer.unref();
  }

  /** Watches background loops from now on. Before they are started, they have no progress. */
  watch(heartbeats: readonly Heartbeat[]): void {
    this.heartbeats = heartbeats;
  }

  /** One line for each condition, and whether the process is alive. */
  report(): { alive: boolean; lines: string[] } {
    const now = performance.now();
    const worstMs = Math.max(this.delay.max / 1e6, now - this.lastTick - 1_000, 0);
    const loopOk = worstMs < LOOP_LIMIT_MS;
    const lines = [
      `[${loopOk ? '+' : '-'}] event loop: longest delay ${Math.round(worstMs)} ms, limit ${LOOP_LIMIT_MS} ms`,
    ];
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
