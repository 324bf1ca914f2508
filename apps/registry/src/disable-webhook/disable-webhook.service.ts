import type { DisableWebhookRequest } from '@flowforge/contracts/requests/disable-webhook';
import { WorkspaceDatabase } from '@flowforge/postgres/workspace-database';
import { LOG, type Log } from '@flowforge/service-kit/log';
import { Inject, Injectable } from '@nestjs/common';
import { SYSTEM } from '../audit-log/audit-log.js';
import { AuditLogStore } from '../audit-log/audit-log.store.js';
import { RoutingStore } from '../routing/routing.store.js';
import { withChanges, changeInstant } from '../webhook/webhook.js';
import { WebhookStore } from '../webhook/webhook.store.js';

@Injectable()
export class DisableWebhookService {
  constructor(
    @Inject(WorkspaceDatabase) private readonly database: WorkspaceDatabase,
    @Inject(WebhookStore) private readonly webhooks: WebhookStore,
    @Inject(RoutingStore) private readonly routing: RoutingStore,
    @Inject(AuditLogStore) private readonly auditLog: AuditLogStore,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /**
   * Disables a webhook whose endpoint answered 410.
   *
   * @returns whether this call disabled it; false when it was changed, disabled or deleted after the request to the endpoint
   */
  async disable(request: DisableWebhookRequest): Promise<boolean> {
    const { workspace_id, webhook_id, revision, reason, delivery_id } = request;
    return this.database.transaction(workspace_id, async (tx) => {
      const webhook = await this.webhooks.lock(tx, webhook_id);
      if (!webhook?.enabled || webhook.revision !== revision) return false;
      const now = changeInstant(webhook, await tx.clock());
      const disabled = withChanges(
        webhook,
        { enabled: false, disabledReason: reason, disabledByDeliveryId: delivery_id ?? null },
        now,
      );
      await this.webhooks.update(tx, disabled);
      await this.routing.webhookChanged(tx, disabled, now);
      const target = { kind: 'webhook', id: webhook_id, name: webhook.name } as const;
      await this.auditLog.append(tx, SYSTEM, 'webhook.disabled', target);
      tx.afterCommit(() =>
        this.log.info({ workspace_id, webhook_id, reason, delivery_id }, 'webhook.disabled'),
      );
      return true;
    });
  }
}
