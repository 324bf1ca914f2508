import { WorkspaceDatabase } from '@flowforge/postgres/workspace-database';
import { requireMatch } from '@flowforge/service-kit/http/entity-tag';
import { notFound } from '@flowforge/service-kit/http/problem';
import { LOG, type Log } from '@flowforge/service-kit/log';
import { Inject, Injectable } from '@nestjs/common';
import { ended } from '../assignment/assignment.js';
import { AssignmentStore } from '../assignment/assignment.store.js';
import { RoutingStore } from '../routing/routing.store.js';
import { changed, changeInstant } from '../webhook/webhook.js';
import { WebhookStore } from '../webhook/webhook.store.js';

@Injectable()
export class DeleteWebhookService {
  constructor(
    @Inject(WorkspaceDatabase) private readonly database: WorkspaceDatabase,
    @Inject(WebhookStore) private readonly webhooks: WebhookStore,
    @Inject(AssignmentStore) private readonly assignments: AssignmentStore,
    @Inject(RoutingStore) private readonly routing: RoutingStore,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /** @throws Problem 404; 412 when `ifMatch` names another revision */
  async delete(workspaceId: string, id: string, ifMatch: string | undefined): Promise<void> {
    await this.database.transaction(workspaceId, async (tx) => {
      const webhook = await this.webhooks.lock(tx, id);
      if (!webhook) throw notFound('webhook');
      requireMatch(ifMatch, webhook.revision);
      const now = changeInstant(webhook, await tx.clock());

      const deleted = changed(webhook, { deletedAt: new Date(now) }, now);
      await this.webhooks.update(tx, deleted);
      await this.routing.webhookChanged(tx, deleted, now);

      const live = await this.assignments.ofWebhook(tx, id);
      const endedNow = live.map((assignment) => ended(assignment, now));
      await this.assignments.end(tx, endedNow);
      for (const assignment of endedNow) await this.routing.assignmentChanged(tx, assignment);

      const ids = { workspace_id: workspaceId, webhook_id: id, assignments_ended: endedNow.length };
      tx.afterCommit(() => this.log.info(ids, 'webhook.deleted'));
    });
  }
}
