import { newId } from '@flowforge/contracts/ids';
import type { EventType } from '@flowforge/contracts/words';
import { WorkspaceDatabase, type WorkspaceTransaction } from '@flowforge/postgres/workspace-database';
import type { Caller } from '@flowforge/service-kit/auth/caller';
import { conflict, notFound } from '@flowforge/service-kit/http/problem';
import type { Answer, IdempotencyRequest } from '@flowforge/service-kit/idempotency/idempotency';
import { withIdempotencyKey } from '@flowforge/service-kit/idempotency/idempotency.store';
import { LOG, type Log } from '@flowforge/service-kit/log';
import { Inject, Injectable } from '@nestjs/common';
import { type AssignmentDto, showAssignment } from '../assignment/assignment.dto.js';
import type { Assignment, Source } from '../assignment/assignment.js';
import { AssignmentStore } from '../assignment/assignment.store.js';
import { RoutingStore } from '../routing/routing.store.js';
import { sameWords } from '../webhook/webhook.js';
import { WebhookStore } from '../webhook/webhook.store.js';
import { SourceCheck } from './source-check.client.js';

/** What a caller asks for. `authorization` is the caller's own header value, for asking conversations over HTTP. */
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
    @Inject(LOG) private readonly log: Log,
  ) {}

  /**
   * @throws Problem 404 for a webhook, an assistant or a form that is not of this workspace; 409 `assignment_exists` when
   * it is assigned with other events; 503 while conversations is away
   */
  async assign(
    caller: Caller,
    request: IdempotencyRequest,
    command: AssignWebhook,
  ): Promise<Answer<AssignmentDto>> {
    const { webhookId, source, eventTypes, authorization } = command;
    // Asked before the transaction, so that no lock is held while another service works.
    if (!(await this.sources.exists(caller.workspaceId, source, authorization))) throw notFound(source.kind);
    return this.database.transaction(caller.workspaceId, (tx) =>
      withIdempotencyKey(tx, request, caller.principal, async () => {
        const { assignment, created } = await this.ensure(tx, webhookId, source, eventTypes);
        return { status: created ? 201 : 200, body: showAssignment(assignment) };
      }),
    );
  }

  private async ensure(
    tx: WorkspaceTransaction,
    webhookId: string,
    source: Source,
    eventTypes: EventType[],
  ): Promise<{ assignment: Assignment; created: boolean }> {
    const webhook = await this.webhooks.lock(tx, webhookId);
    if (!webhook) throw notFound('webhook');
    const live = await this.assignments.findBySource(tx, webhook.id, source);
    if (live && sameWords(live.eventTypes, eventTypes)) return { assignment: live, created: false };
    if (live) {
      throw conflict(
        'assignment_exists',
        `This webhook is assigned to this ${source.kind} with other events; delete that assignment (${live.id}) first.`,
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
    const ids = { workspace_id: tx.workspaceId, webhook_id: webhook.id, assignment_id: id, source };
    tx.afterCommit(() => this.log.info(ids, 'webhook.assigned'));
    return { assignment, created: true };
  }
}
