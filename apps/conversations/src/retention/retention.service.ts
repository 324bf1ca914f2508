import type { IdempotencyRetention } from '@flowforge/service-kit/idempotency/idempotency-retention';
import type { RetentionMetrics } from '@flowforge/service-kit/retention-metrics';
import type { RetentionStore } from './retention.store.js';

/** Conversations per statement. It deletes their messages too, at most 2,000 each. */
const CONVERSATIONS = 100;

/** Deletes rows whose retention time is over, and reports how many. */
export class Retention {
  constructor(
    private readonly store: RetentionStore,
    private readonly answers: IdempotencyRetention,
    private readonly metrics: RetentionMetrics,
    /** Days that a closed conversation is kept. */
    private readonly conversationDays: number,
  ) {}

  /** Deletes batch by batch until nothing is expired, or `stopping` is aborted. */
  async run(stopping: AbortSignal): Promise<void> {
    let isFull = true;
    while (isFull && !stopping.aborted) {
      const deleted = await this.store.deleteConversations(this.conversationDays, CONVERSATIONS);
      for (const [table, rows] of Object.entries(deleted)) this.metrics.countDeleted(table, rows);
      isFull = deleted.conversations === CONVERSATIONS;
    }
    this.metrics.showOldest('conversations', await this.store.oldestAgeSeconds());
    await this.answers.run(stopping);
  }
}
