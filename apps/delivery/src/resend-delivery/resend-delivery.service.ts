import type { AuditOutbox } from '@flowforge/outbox/audit-outbox';
import { actorOf } from '@flowforge/service-kit/auth/audit-actor';
import type { WorkspaceDatabase, WorkspaceTransaction } from '@flowforge/postgres/workspace-database';
import type { Caller } from '@flowforge/service-kit/auth/caller';
import { conflict, notFound, type Problem } from '@flowforge/service-kit/http/problem';
import type { Answer, IdempotencyRequest } from '@flowforge/service-kit/idempotency/idempotency';
import { withIdempotencyKey } from '@flowforge/service-kit/idempotency/idempotency.store';
import { resend } from '../delivery/send-again.store.js';
import { deliveryDto, type DeliveryDto } from '../delivery/delivery.dto.js';
import { readDelivery } from '../delivery/delivery-reader.store.js';
import type { CurrentRouting } from '../routing/current-routing.worker.js';
import { withLatestRouting } from '../routing/latest-routing.service.js';
import { isActive } from '../routing/routing.js';
import { webhookInactive } from '../routing/webhook-inactive.js';

/** 409: an attempt of the delivery runs. */
export function deliveryInFlight(): Problem {
  return conflict(
    'delivery_in_flight',
    'An attempt of this delivery is running. Read the delivery again when it has ended, then decide whether to send it again.',
  );
}

/** Sends a delivery again, whatever its status. */
export class ResendDeliveryService {
  constructor(
    private readonly database: WorkspaceDatabase,
    private readonly routing: CurrentRouting,
    private readonly audit: AuditOutbox,
    private readonly onDueRows: () => void,
  ) {}

  /**
   * Makes the delivery due now, with all its retries.
   *
   * @throws Problem 404 when it is not the workspace's, 409 `webhook_inactive` when the webhook is disabled or deleted, 409
   * `delivery_in_flight` when an attempt runs
   */
  async resend(caller: Caller, request: IdempotencyRequest, id: string): Promise<Answer<DeliveryDto>> {
    return withLatestRouting(this.routing, () =>
      this.database.transaction(caller.workspaceId, (tx) =>
        withIdempotencyKey(tx, request, caller.principal, async () => ({
          status: 202,
          body: await this.makeDue(tx, caller, id),
        })),
      ),
    );
  }

  private async makeDue(tx: WorkspaceTransaction, caller: Caller, id: string): Promise<DeliveryDto> {
    const found = await readDelivery(tx, id);
    if (!found) throw notFound('delivery');
    const webhook = this.routing.current(found.webhook_id);
    if (!webhook || !isActive(webhook)) throw webhookInactive();
    const delivery = { workspaceId: tx.workspaceId, eventId: found.event_id, webhookId: found.webhook_id };
    if (!(await resend(tx, delivery))) throw deliveryInFlight();
    const target = { kind: 'delivery', id, name: found.event_type } as const;
    await this.audit.append(tx, actorOf(caller), { action: 'delivery.resent', target });
    tx.afterCommit(() => this.onDueRows());
    return deliveryDto((await readDelivery(tx, id)) ?? found);
  }
}
