import type { ServiceMetrics } from '../metrics/service-metrics.js';
import type { RetentionStore } from './retention.store.js';

/** Rows per statement. A batch of conversations deletes their messages too, at most 2,000 each. */
const CONVERSATIONS = 100;
const ANSWERS = 1_000;

/** Deletes rows whose retention time is over, and reports how many. */
export class Retention {
  constructor(
    private readonly store: RetentionStore,
    private readonly metrics: ServiceMetrics,
    /** Days that a closed conversation is kept. */
    private readonly conversationDays: number,
  ) {}

  /** Deletes batch by batch until nothing is expired, or `stopping` is aborted. */
  async run(stopping: AbortSignal): Promise<void> {
    let isFull = true;
    while (isFull && !stopping.aborted) {
      const deleted = await this.store.deleteConversations(this.conversationDays, CONVERSATIONS);
      for (const [table, rows] of Object.entries(deleted)) this.metrics.retentionDeleted.inc({ table }, rows);
      isFull = deleted.conversations === CONVERSATIONS;
    }
    isFull = true;
    while (isFull && !stopping.aborted) {
      const rows = await this.store.deleteIdempotencyAnswers(ANSWERS);
      this.metrics.retentionDeleted.inc({ table: 'idempotency_keys' }, rows);
      isFull = rows === ANSWERS;
    }
    for (const [table, age] of Object.entries(await this.store.oldestAgeSeconds())) {
      this.metrics.retentionOldestAge.set({ table }, age);
    }
  }
}
