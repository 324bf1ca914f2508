import { WorkspaceDatabase } from '@flowforge/postgres/workspace-database';
import { actorOf } from '@flowforge/service-kit/auth/audit-actor';
import type { Caller } from '@flowforge/service-kit/auth/caller';
import { notFound } from '@flowforge/service-kit/http/problem';
import { LOG, type Log } from '@flowforge/service-kit/log';
import { Inject, Injectable } from '@nestjs/common';
import { AuditLogStore } from '../audit-log/audit-log.store.js';
import { endAssignment } from '../assignment/assignment.js';
import { AssignmentStore } from '../assignment/assignment.store.js';
import { RoutingStore } from '../routing/routing.store.js';
import { WebhookStore } from '../webhook/webhook.store.js';

@Injectable()
export class UnassignWebhookService {
  constructor(
    @Inject(WorkspaceDatabase) private readonly database: WorkspaceDatabase,
    @Inject(WebhookStore) private readonly webhooks: WebhookStore,
    @Inject(AssignmentStore) private readonly assignments: AssignmentStore,
    @Inject(RoutingStore) private readonly routing: RoutingStore,
    @Inject(AuditLogStore) private readonly auditLog: AuditLogStore,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /** @throws Problem 404 when the workspace has no such assignment, or it has already ended */
  async unassign(caller: Caller, id: string): Promise<void> {
    await this.database.transaction(caller.workspaceId, async (tx) => {
      const found = await this.assignments.find(tx, id);
      if (!found) throw notFound('assignment');
      const webhook = await this.webhooks.lock(tx, found.webhookId);
      // Read again: another transaction may have ended it while this one waited for the lock.
      const assignment = await this.assignments.find(tx, id);
      if (!assignment) throw notFound('assignment');

      const ended = endAssignment(assignment, await tx.clock());
      await this.assignments.end(tx, [ended]);
      await this.routing.assignmentChanged(tx, ended);
      const target = { kind: 'assignment', id, name: webhook?.name ?? null } as const;
      await this.auditLog.append(tx, actorOf(caller), 'assignment.deleted', target);
      const ids = { workspace_id: tx.workspaceId, webhook_id: ended.webhookId, assignment_id: id };
      tx.afterCommit(() => this.log.info(ids, 'webhook.unassigned'));
    });
  }
}
