import { newId } from '@flowforge/contracts/ids';
import type { Instant } from '@flowforge/contracts/time';
import { OutboxRelay } from '@flowforge/outbox/outbox-relay';
import { appendToOutbox } from '@flowforge/outbox/outbox.store';
import type { WorkspaceTransaction } from '@flowforge/postgres/workspace-database';
import { Inject, Injectable } from '@nestjs/common';
import type { Assignment } from '../assignment/assignment.js';
import type { Webhook } from '../webhook/webhook.js';
import { assignmentChangedMessage, webhookChangedMessage } from './routing-message.js';

/** Writes what delivery must learn into the outbox, in the transaction of the change itself. */
@Injectable()
export class RoutingStore {
  constructor(@Inject(OutboxRelay) private readonly relay: OutboxRelay) {}

  async webhookChanged(tx: WorkspaceTransaction, webhook: Webhook, at: Instant): Promise<void> {
    await appendToOutbox(tx, webhookChangedMessage(newId(), webhook, at));
    tx.afterCommit(() => this.relay.wake());
  }

  async assignmentChanged(tx: WorkspaceTransaction, assignment: Assignment): Promise<void> {
    await appendToOutbox(tx, assignmentChangedMessage(newId(), tx.workspaceId, assignment));
    tx.afterCommit(() => this.relay.wake());
  }
}
