import type { WorkspaceDatabase } from '@flowforge/postgres/workspace-database';

/** What waits for one webhook. */
export interface WaitingOfWebhook {
  webhook_id: string;
  deliveries: number;
  /** Those whose last attempt failed. */
  retries: number;
  /** When the oldest of them was created. */
  oldest: Date;
}

/** The oldest waiting deliveries that are counted; what is beyond them is not read. */
export const COUNTED = 10_000;

/** It reads one entry more than it counts, in the order of the index `deliveries_unfinished`: the oldest event first. */
const WAITING = `
  SELECT webhook_id, count(*)::int AS deliveries, min(created_at) AS oldest,
         count(*) FILTER (WHERE last_outcome <> 'delivered')::int AS retries
    FROM (SELECT webhook_id, created_at, last_outcome FROM deliveries
           WHERE workspace_id = $1 AND due_at IS NOT NULL AND held_by IS NULL
           ORDER BY id LIMIT $2 + 1) AS waiting
   GROUP BY webhook_id ORDER BY retries DESC, deliveries DESC, webhook_id`;

/** Counts the deliveries of a workspace that wait for an attempt. */
export class WaitingDeliveries {
  constructor(
    private readonly database: WorkspaceDatabase,
    private readonly counted = COUNTED,
  ) {}

  /** `deliveries` is their number. `isPartial`: more wait than were counted; the oldest ones were. By webhook, those with the most retries first. */
  async read(
    workspaceId: string,
  ): Promise<{ deliveries: number; isPartial: boolean; webhooks: WaitingOfWebhook[] }> {
    const webhooks = await this.database.transaction(workspaceId, (tx) =>
      tx.query<WaitingOfWebhook>(WAITING, [tx.workspaceId, this.counted]),
    );
    const total = webhooks.reduce((sum, { deliveries }) => sum + deliveries, 0);
    return { deliveries: Math.min(total, this.counted), isPartial: total > this.counted, webhooks };
  }
}
