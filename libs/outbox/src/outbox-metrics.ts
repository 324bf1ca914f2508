import { Counter, Gauge, type Registry } from 'prom-client';
import type { OutboxStore } from './outbox.store.js';

const PERIOD_MS = 2_000;

/** The outbox's figures, read in the background: a scrape never waits for the database. */
export class OutboxMetrics {
  private readonly unpublished: Gauge;
  private readonly oldestAge: Gauge;
  private readonly republished: Counter;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly store: OutboxStore,
    metrics: Registry,
    private readonly failed: (error: unknown) => void,
  ) {
    const registers = [metrics];
    this.unpublished = new Gauge({
      name: 'outbox_unpublished',
      help: 'Messages committed and not yet on the stream.',
      registers,
    });
    this.oldestAge = new Gauge({
      name: 'outbox_oldest_age_seconds',
      help: 'Age of the oldest message not yet on the stream.',
      registers,
    });
    this.republished = new Counter({
      name: 'outbox_republished_total',
      help: 'Messages put on the stream again, because they were never settled.',
      registers,
    });
  }

  start(): void {
    void this.read();
    this.timer = setInterval(() => void this.read(), PERIOD_MS);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  /** Counts messages that were published again. */
  countRepublished(count: number): void {
    this.republished.inc(count);
  }

  private async read(): Promise<void> {
    try {
      const { unpublished, oldestAgeSeconds } = await this.store.backlog();
      this.unpublished.set(unpublished);
      this.oldestAge.set(oldestAgeSeconds);
    } catch (error) {
      this.failed(error);
    }
  }
}
