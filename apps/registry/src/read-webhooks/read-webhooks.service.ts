import type { Cursor, Page } from '@flowforge/postgres/page';
import { WorkspaceDatabase } from '@flowforge/postgres/workspace-database';
import { notFound } from '@flowforge/service-kit/http/problem';
import { Inject, Injectable } from '@nestjs/common';
import { showWebhook, type WebhookDto } from '../webhook/webhook.dto.js';
import { WebhookStore } from '../webhook/webhook.store.js';

@Injectable()
export class ReadWebhooksService {
  constructor(
    @Inject(WorkspaceDatabase) private readonly database: WorkspaceDatabase,
    @Inject(WebhookStore) private readonly webhooks: WebhookStore,
  ) {}

  /** @throws Problem 404 */
  async read(workspaceId: string, id: string): Promise<WebhookDto> {
    return this.database.transaction(workspaceId, async (tx) => {
      const webhook = await this.webhooks.find(tx, id);
      if (!webhook) throw notFound('webhook');
      return showWebhook(webhook, await tx.clock());
    });
  }

  async list(workspaceId: string, page: { limit: number; cursor: Cursor | null }): Promise<Page<WebhookDto>> {
    return this.database.transaction(workspaceId, async (tx) => {
      const { items, next_cursor } = await this.webhooks.list(tx, page);
      const now = await tx.clock();
      return { items: items.map((webhook) => showWebhook(webhook, now)), next_cursor };
    });
  }
}
