import type { IdempotencyRetention } from '@flowforge/service-kit/idempotency/idempotency-retention';
import { deleteInBatches, type RetentionStep } from '@flowforge/service-kit/retention';
import type { RetentionMetrics } from '@flowforge/service-kit/retention-metrics';
import type { RetentionStore } from './retention.store.js';

/** Conversations per statement. It deletes their messages too, at most 2,000 each. */
const CONVERSATIONS = 100;

/** Deletes rows whose retention time is over, and reports how many. */
export class Retention {
  readonly steps: readonly RetentionStep[];

  constructor(
    private readonly store: RetentionStore,
    answers: IdempotencyRetention,
    private readonly metrics: RetentionMetrics,
    /** Days that a closed conversation is kept. */
    private readonly conversationDays: number,
  ) {
    this.steps = [{ name: 'conversations', run: (stopping) => this.deleteConversations(stopping) }, answers];
  }

  private async deleteConversations(stopping: AbortSignal): Promise<void> {
    await deleteInBatches(
      stopping,
      async (limit) => {
        const deleted = await this.store.deleteConversations(this.conversationDays, limit);
        for (const [table, rows] of Object.entries(deleted)) this.metrics.countDeleted(table, rows);
        return deleted.conversations;
      },
      CONVERSATIONS,
    );
    this.metrics.showOldest('conversations', await this.store.oldestAgeSeconds());
  }
}
