import type { Cursor, Page } from '@flowforge/postgres/page';
import { listRowsById } from '@flowforge/postgres/page.store';
import type { WorkspaceTransaction } from '@flowforge/postgres/workspace-database';
import { Injectable } from '@nestjs/common';
import { type FindOptionsWhere, In, IsNull } from 'typeorm';
import { WebhookEntity } from './webhook.entity.js';
import type { Webhook } from './webhook.js';

/** Webhooks of one workspace. No method returns a deleted webhook. */
@Injectable()
export class WebhookStore {
  async find(tx: WorkspaceTransaction, id: string): Promise<Webhook | null> {
    return tx.manager.findOneBy(WebhookEntity, this.live(tx, id));
  }

  /**
   * The webhook, with its row locked until the transaction ends. The lock serializes the changes of a webhook and of its
   * assignments.
   */
  async lock(tx: WorkspaceTransaction, id: string): Promise<Webhook | null> {
    return tx.manager.findOne(WebhookEntity, {
      where: this.live(tx, id),
      lock: { mode: 'pessimistic_write' },
    });
  }

  list(tx: WorkspaceTransaction, page: { limit: number; cursor: Cursor | null }): Promise<Page<Webhook>> {
    const where = [{ sql: 'deleted_at IS NULL' }];
    return listRowsById<Webhook>(tx, { table: 'webhooks', where, ...page }, (ids) =>
      tx.manager.findBy(WebhookEntity, { workspaceId: tx.workspaceId, id: In(ids), deletedAt: IsNull() }),
    );
  }

  async insert(tx: WorkspaceTransaction, webhook: Webhook): Promise<void> {
    await tx.manager.insert(WebhookEntity, webhook);
  }

  /** Stores a changed webhook. The transaction must have locked it. */
  async update(tx: WorkspaceTransaction, webhook: Webhook): Promise<void> {
    const { id, workspaceId, createdAt, ...rest } = webhook;
    await tx.manager.update(WebhookEntity, { id, workspaceId: tx.workspaceId }, rest);
  }

  private live(tx: WorkspaceTransaction, id: string): FindOptionsWhere<WebhookEntity> {
    return { workspaceId: tx.workspaceId, id, deletedAt: IsNull() };
  }
}
