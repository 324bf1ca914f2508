import { WorkspaceDatabase } from '@flowforge/postgres/workspace-database';
import { actorOf } from '@flowforge/service-kit/auth/audit-actor';
import type { Caller } from '@flowforge/service-kit/auth/caller';
import { type ExpectedRevisions, requireRevision } from '@flowforge/service-kit/http/expected-revisions';
import { notFound } from '@flowforge/service-kit/http/problem';
import { LOG, type Log } from '@flowforge/service-kit/log';
import { Inject, Injectable } from '@nestjs/common';
import { AuditLogStore } from '../audit-log/audit-log.store.js';
import { endAssignment } from '../assignment/assignment.js';
import { AssignmentStore } from '../assignment/assignment.store.js';
import { RoutingStore } from '../routing/routing.store.js';
import { withChanges, changeInstant, shownRevision } from '../webhook/webhook.js';
import { WebhookStore } from '../webhook/webhook.store.js';

@Injectable()
export class DeleteWebhookService {
  constructor(
    @Inject(WorkspaceDatabase) private readonly database: WorkspaceDatabase,
    @Inject(WebhookStore) private readonly webhooks: WebhookStore,
    @Inject(AssignmentStore) private readonly assignments: AssignmentStore,
    @Inject(RoutingStore) private readonly routing: RoutingStore,
    @Inject(AuditLogStore) private readonly auditLog: AuditLogStore,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /**
   * Deletes the webhook with its secrets and headers, and ends its assignments.
   *
   * @throws Problem 404 when it is not in the workspace; 412 when the caller expects another revision
   */
  async delete(caller: Caller, id: string, expectedRevisions: ExpectedRevisions): Promise<void> {
    await this.database.transaction(caller.workspaceId, async (tx) => {
      const webhook = await this.webhooks.lock(tx, id);
      if (!webhook) throw notFound('webhook');
      requireRevision(expectedRevisions, shownRevision(webhook));
      const now = changeInstant(webhook, await tx.clock());

      const deleted = withChanges(
        webhook,
        { deletedAt: new Date(now), secrets: [], encryptedHeaders: null, headerNames: [] },
        now,
      );
      await this.webhooks.update(tx, deleted);
      await this.routing.webhookChanged(tx, deleted, now);

      const assignments = await this.assignments.ofWebhook(tx, id);
      const ended = assignments.map((assignment) => endAssignment(assignment, now));
      await this.assignments.end(tx, ended);
      for (const assignment of ended) await this.routing.assignmentChanged(tx, assignment);

      const target = { kind: 'webhook', id, name: webhook.name } as const;
      await this.auditLog.append(tx, actorOf(caller), 'webhook.deleted', target);
      for (const assignment of ended) {
        const unassigned = { kind: 'assignment', id: assignment.id, name: webhook.name } as const;
        await this.auditLog.append(tx, actorOf(caller), 'assignment.deleted', unassigned);
      }
      const ids = { workspace_id: tx.workspaceId, webhook_id: id, assignments_ended: ended.length };
      tx.afterCommit(() => this.log.info(ids, 'webhook.deleted'));
    });
  }
}
