import type { WorkspaceDatabase } from '@flowforge/postgres/workspace-database';
import { conflict, notFound, type Problem } from '@flowforge/service-kit/http/problem';
import { type DeliveryRow, lockDelivery, makeDue } from '../delivery/delivery.store.js';
import type { CurrentRouting } from '../routing/current-routing.worker.js';

/** 409: nothing is sent to this webhook. */
export function webhookInactive(): Problem {
  return conflict(
    'webhook_inactive',
    'The webhook is disabled or deleted. Enable it first if it is disabled; a deleted webhook cannot be enabled.',
  );
}

/** Sends a delivery again, whatever its status. */
export class ResendDelivery {
  constructor(
    private readonly database: WorkspaceDatabase,
    private readonly routing: CurrentRouting,
    private readonly onDueRows: () => void,
  ) {}

  /**
   * Makes the delivery due now, with all its retries. One that is in flight is returned unchanged.
   *
   * @throws Problem 404 when it is not the workspace's, 409 `webhook_inactive` when the webhook is disabled or deleted
   */
  async resend(workspaceId: string, id: string): Promise<DeliveryRow> {
    return this.database.transaction(workspaceId, async (tx) => {
      const found = await lockDelivery(tx, id);
      if (!found) throw notFound('delivery');
      const webhook = this.routing.current(found.webhook_id);
      if (!webhook || webhook.deleted || !webhook.enabled) {
        throw webhookInactive();
      }
      if (found.status === 'in_flight') return found;
      const due = await makeDue(tx, found);
      tx.afterCommit(() => this.onDueRows());
      return due;
    });
  }
}
