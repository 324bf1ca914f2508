import { type IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks';

/** An event loop that stood still for so long makes the process useless, in milliseconds. */
const LOOP_LIMIT_MS = 5_000;

/** A loop that must come round: when it last did (`performance.now()`), and after how long it counts as stuck. */
export interface Beat {
  name: string;
  at: () => number;
  limitMs: number;
}

/** This process only: its event loop and its own loops; never a database, a broker or a customer. */
export class Liveness {
  private readonly delay: IntervalHistogram;
  private lastTick = performance.now();
  private readonly timer: NodeJS.Timeout;

  constructor(private readonly beats: readonly Beat[]) {
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
    for (const beat of this.beats) {
      const ok = now - beat.at() < beat.limitMs;
      alive &&= ok;
      lines.push(
        `[${ok ? '+' : '-'}] ${beat.name}: ${ok ? 'beating' : `silent for ${Math.round(now - beat.at())} ms`}`,
      );
    }
    return { alive, lines };
  }

  stop(): void {
    clearInterval(this.timer);
    this.delay.disable();
  }
}
