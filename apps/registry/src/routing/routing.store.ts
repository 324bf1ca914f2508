import { newId } from '@flowforge/contracts/ids';
import type { Instant } from '@flowforge/contracts/time';
import type { OutboxMessage } from '@flowforge/outbox/outbox';
import { OutboxRelay } from '@flowforge/outbox/outbox-relay';
import type { WorkspaceTransaction } from '@flowforge/postgres/workspace-database';
import { Inject, Injectable } from '@nestjs/common';
import type { Assignment } from '../assignment/assignment.js';
import type { Webhook } from '../webhook/webhook.js';
import { AppliedChanges } from './applied-changes.store.js';
import { assignmentChangedMessage, webhookChangedMessage } from './routing-message.js';

/**
 * Writes routing changes for delivery into the outbox, in the same transaction as the change. After the commit the relay publishes
 * all of them, and then the response waits until delivery has applied them (at most 250 ms).
 */
@Injectable()
export class RoutingStore {
  /** Ids of the changes that each open transaction has written so far. */
  private readonly changes = new WeakMap<WorkspaceTransaction, string[]>();

  constructor(
    @Inject(OutboxRelay) private readonly relay: OutboxRelay,
    @Inject(AppliedChanges) private readonly applied: AppliedChanges,
  ) {}

  async webhookChanged(tx: WorkspaceTransaction, webhook: Webhook, at: Instant): Promise<void> {
    await this.append(tx, webhookChangedMessage(newId(), webhook, at));
  }

  async assignmentChanged(tx: WorkspaceTransaction, assignment: Assignment): Promise<void> {
    await this.append(tx, assignmentChangedMessage(newId(), tx.workspaceId, assignment));
  }

  private async append(tx: WorkspaceTransaction, message: OutboxMessage): Promise<void> {
    await this.relay.append(tx, message);
    const known = this.changes.get(tx);
    if (known) {
      known.push(message.id);
      return;
    }
    const ids = [message.id];
    this.changes.set(tx, ids);
    tx.beforeReturn(() => this.applied.waitUntilApplied(ids));
  }
}
