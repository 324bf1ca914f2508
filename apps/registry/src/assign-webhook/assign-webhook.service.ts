import { newId } from '@flowforge/contracts/ids';
import type { EventType } from '@flowforge/contracts/words';
import { WorkspaceDatabase, type WorkspaceTransaction } from '@flowforge/postgres/workspace-database';
import { actorOf } from '@flowforge/service-kit/auth/audit-actor';
import type { Caller } from '@flowforge/service-kit/auth/caller';
import { conflict, notFound } from '@flowforge/service-kit/http/problem';
import type { Answer, IdempotencyRequest } from '@flowforge/service-kit/idempotency/idempotency';
import { withIdempotencyKey } from '@flowforge/service-kit/idempotency/idempotency.store';
import { LOG, type Log } from '@flowforge/service-kit/log';
import { Inject, Injectable } from '@nestjs/common';
import { AuditLogStore } from '../audit-log/audit-log.store.js';
import { type AssignmentDto, assignmentDto } from '../assignment/assignment.dto.js';
import type { Assignment, Source } from '../assignment/assignment.js';
import { AssignmentStore } from '../assignment/assignment.store.js';
import { RoutingStore } from '../routing/routing.store.js';
import { sameMembers } from '../webhook/webhook.js';
import { WebhookStore } from '../webhook/webhook.store.js';
import { SourceCheck } from './source-check.client.js';

/**
 * The command to assign a webhook. `authorization` is the `Authorization` header of the caller: with it the registry can
 * send a request to conversations over HTTP on behalf of the caller.
 */
export interface AssignWebhook {
  webhookId: string;
  source: Source;
  eventTypes: EventType[];
  authorization: string;
}

@Injectable()
export class AssignWebhookService {
  constructor(
    @Inject(WorkspaceDatabase) private readonly database: WorkspaceDatabase,
    @Inject(WebhookStore) private readonly webhooks: WebhookStore,
    @Inject(AssignmentStore) private readonly assignments: AssignmentStore,
    @Inject(RoutingStore) private readonly routing: RoutingStore,
    @Inject(SourceCheck) private readonly sources: SourceCheck,
    @Inject(AuditLogStore) private readonly auditLog: AuditLogStore,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /**
   * Creates the assignment, or returns the existing one with status 200 if it has the same event types.
   *
   * @throws Problem 404 for a webhook, an assistant or a form that is not in this workspace; 409 `assignment_exists` when
   * the webhook is assigned to the same source with other event types; 503 while conversations is unavailable
   */
  async assign(
    caller: Caller,
    request: IdempotencyRequest,
    command: AssignWebhook,
  ): Promise<Answer<AssignmentDto>> {
    const { webhookId, source, eventTypes, authorization } = command;
    // Checked before the transaction, so that no row stays locked while another service processes the request.
    if (!(await this.sources.exists(caller.workspaceId, source, authorization))) throw notFound(source.kind);
    return this.database.transaction(caller.workspaceId, (tx) =>
      withIdempotencyKey(tx, request, caller.principal, async () => {
        const { assignment, created } = await this.findOrCreate(tx, caller, webhookId, source, eventTypes);
        return { status: created ? 201 : 200, body: assignmentDto(assignment) };
      }),
    );
  }

  private async findOrCreate(
    tx: WorkspaceTransaction,
    caller: Caller,
    webhookId: string,
    source: Source,
    eventTypes: EventType[],
  ): Promise<{ assignment: Assignment; created: boolean }> {
    const webhook = await this.webhooks.lock(tx, webhookId);
    if (!webhook) throw notFound('webhook');
    const existing = await this.assignments.findBySource(tx, webhook.id, source);
    if (existing && sameMembers(existing.eventTypes, eventTypes))
      return { assignment: existing, created: false };
    if (existing) {
      throw conflict(
        'assignment_exists',
        `This webhook is already assigned to this ${source.kind} with other event types; delete that assignment (${existing.id}) first.`,
      );
    }
    const validFrom = await tx.clock();
    const id = newId();
    const assignment = {
      id,
      webhookId: webhook.id,
      source,
      eventTypes,
      revision: 1,
      validFrom,
      validTo: null,
    };
    await this.assignments.insert(tx, assignment);
    await this.routing.assignmentChanged(tx, assignment);
    const target = { kind: 'assignment', id, name: webhook.name } as const;
    await this.auditLog.append(tx, actorOf(caller), 'assignment.created', target);
    const ids = { workspace_id: tx.workspaceId, webhook_id: webhook.id, assignment_id: id, source };
    tx.afterCommit(() => this.log.info(ids, 'webhook.assigned'));
    return { assignment, created: true };
  }
}
