import type { Cursor, Page } from '@flowforge/postgres/page';
import { WorkspaceDatabase } from '@flowforge/postgres/workspace-database';
import { notFound } from '@flowforge/service-kit/http/problem';
import { Inject, Injectable } from '@nestjs/common';
import { type ApiKeyDto, showApiKey } from '../api-key/api-key.dto.js';
import { ApiKeyStore } from '../api-key/api-key.store.js';

@Injectable()
export class ReadApiKeysService {
  constructor(
    @Inject(WorkspaceDatabase) private readonly database: WorkspaceDatabase,
    @Inject(ApiKeyStore) private readonly apiKeys: ApiKeyStore,
  ) {}

  /** @throws Problem 404 */
  async read(workspaceId: string, id: string): Promise<ApiKeyDto> {
    return this.database.transaction(workspaceId, async (tx) => {
      const apiKey = await this.apiKeys.find(tx, id);
      if (!apiKey) throw notFound('api key');
      return showApiKey(apiKey);
    });
  }

  async list(workspaceId: string, page: { limit: number; cursor: Cursor | null }): Promise<Page<ApiKeyDto>> {
    return this.database.transaction(workspaceId, async (tx) => {
      const { items, next_cursor } = await this.apiKeys.list(tx, page);
      return { items: items.map(showApiKey), next_cursor };
    });
  }
}
