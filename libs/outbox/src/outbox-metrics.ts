import { PeriodicTask } from '@flowforge/scheduling/periodic-task';
import { Counter, Gauge, type Registry } from 'prom-client';
import type { OutboxStore } from './outbox.store.js';

const PERIOD_MS = 2_000;

/** Metrics of the outbox. They are read from the database in the background, so that a scrape never waits for it. */
export class OutboxMetrics {
  private readonly unpublished: Gauge;
  private readonly oldestAge: Gauge;
  private readonly republished: Counter;
  private readonly reading: PeriodicTask;

  constructor(
    private readonly store: Pick<OutboxStore, 'backlog'>,
    metrics: Registry,
    onError: (error: unknown) => void,
  ) {
    const registers = [metrics];
    this.unpublished = new Gauge({
      name: 'outbox_unpublished',
      help: 'Messages committed and not known to be on the stream; what delivery settles at once is never marked.',
      registers,
    });
    this.oldestAge = new Gauge({
      name: 'outbox_oldest_age_seconds',
      help: 'Age of the oldest message that is not known to be on the stream.',
      registers,
    });
    this.republished = new Counter({
      name: 'outbox_republished_total',
      help: 'Messages put on the stream again, because they were never settled.',
      registers,
    });
    this.reading = new PeriodicTask({
      name: 'outbox_metrics',
      periodMs: PERIOD_MS,
      run: () => this.read(),
      onError,
    });
  }

  start(): void {
    this.reading.start();
  }

  /** Resolves when the last read has ended. */
  stop(): Promise<void> {
    return this.reading.stop();
  }

  /** Counts messages that were published again. */
  countRepublished(count: number): void {
    this.republished.inc(count);
  }

  private async read(): Promise<void> {
    const { unpublished, oldestAgeSeconds } = await this.store.backlog();
    this.unpublished.set(unpublished);
    this.oldestAge.set(oldestAgeSeconds);
  }
}
