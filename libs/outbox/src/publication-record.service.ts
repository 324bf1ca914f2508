import { PeriodicTask } from '@flowforge/scheduling/periodic-task';
import type { OutboxStore } from './outbox.store.js';

const ROUND_MS = 500;
const BATCH = 1_000;
/**
 * Delivery settles most messages within a tenth of a second, and then there is nothing to write down. Only what is not settled
 * after this is marked as published, in milliseconds; it must be well within the lease.
 */
const MARK_AFTER_MS = 2_000;
/** Time after the publication after which a message without settlement is published again, also when the stream still has it, in milliseconds. */
const OVERDUE_MS = 600_000;

interface Published {
  id: string;
  generation: number;
  seq: number;
  at: number;
}

/** What the record reports. */
export interface RecordObserver {
  published(count: number): void;
  failed(step: string, error: unknown): void;
}

/**
 * Writes down, in batches, how publications of one relay ended. A message that is settled in time costs no update at all. Until
 * it is written down, a publication is known in this process only: after a crash the message is published again.
 */
export class PublicationRecord {
  private readonly waiting: Published[] = [];
  private readonly failures: { id: string; delayMs: number }[] = [];
  private unreported = 0;
  private readonly rounds: PeriodicTask;

  /** @param onReleased called when failed messages are due again at once */
  constructor(
    private readonly store: OutboxStore,
    private readonly claimedBy: string,
    private readonly observer: RecordObserver,
    private readonly onReleased: () => void,
  ) {
    this.rounds = new PeriodicTask({
      name: 'record',
      periodMs: ROUND_MS,
      run: () => this.write(MARK_AFTER_MS),
      onError: (error, name) => observer.failed(name, error),
    });
  }

  start(): void {
    this.rounds.start();
  }

  /** Writes down everything, and stops. */
  async stop(): Promise<void> {
    await this.rounds.stop();
    try {
      await this.write(0);
    } catch (error) {
      this.observer.failed('record', error);
    }
  }

  /** The server has acknowledged the message. */
  published(id: string, generation: number, seq: number): void {
    this.waiting.push({ id, generation, seq, at: performance.now() });
    this.unreported += 1;
  }

  /** The message could not be published; it is due again after `delayMs`. */
  failed(id: string, delayMs: number, error: unknown): void {
    if (this.failures.length === 0) this.observer.failed('publish', error);
    this.failures.push({ id, delayMs });
    this.rounds.runSoon();
  }

  /** What was published to an earlier generation of the stream is lost, and due again at once. */
  generationIs(generation: number): void {
    const lost = this.waiting.filter((message) => message.generation < generation);
    if (lost.length === 0) return;
    const kept = this.waiting.filter((message) => message.generation >= generation);
    this.waiting.splice(0, this.waiting.length, ...kept);
    this.failures.push(...lost.map(({ id }) => ({ id, delayMs: 0 })));
    this.rounds.runSoon();
  }

  private async write(markAfterMs: number): Promise<void> {
    if (this.unreported > 0) this.observer.published(this.unreported);
    this.unreported = 0;
    while (this.failures.length > 0) {
      const batch = this.failures.splice(0, BATCH);
      await this.kept(batch, this.failures, () => this.store.release(this.claimedBy, batch));
      this.onReleased();
    }
    const now = performance.now();
    let count = this.waiting.findIndex((message) => message.at > now - markAfterMs);
    if (count < 0) count = this.waiting.length;
    while (count > 0) {
      const batch = this.waiting.splice(0, Math.min(count, BATCH));
      count -= batch.length;
      const messages = batch.map(({ id, generation, seq, at }) => ({ id, generation, seq, ageMs: now - at }));
      await this.kept(batch, this.waiting, () =>
        this.store.markPublished(this.claimedBy, messages, OVERDUE_MS),
      );
    }
  }

  /** Puts the batch back to the front when it could not be written. */
  private async kept<T>(batch: T[], list: T[], write: () => Promise<void>): Promise<void> {
    try {
      await write();
    } catch (error) {
      list.unshift(...batch);
      throw error;
    }
  }
}
