import { WorkspaceDatabase, type WorkspaceTransaction } from '@flowforge/postgres/workspace-database';
import { notFound } from '@flowforge/service-kit/http/problem';
import { LOG, type Log } from '@flowforge/service-kit/log';
import { Inject, Injectable } from '@nestjs/common';
import { ApiKeyStore, type RevokedKey } from '../api-key/api-key.store.js';
import { RevocationSignal } from '../api-key/revocation-signal.service.js';

@Injectable()
export class RevokeApiKeyService {
  constructor(
    @Inject(WorkspaceDatabase) private readonly database: WorkspaceDatabase,
    @Inject(ApiKeyStore) private readonly apiKeys: ApiKeyStore,
    @Inject(RevocationSignal) private readonly signal: RevocationSignal,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /** @throws Problem 404 when the workspace has no such key, or it is already revoked */
  async revoke(workspaceId: string, id: string): Promise<void> {
    await this.database.transaction(workspaceId, async (tx) => {
      const revoked = await this.apiKeys.revoke(tx, id);
      if (!revoked) throw notFound('api key');
      this.notifyAfterCommit(tx, revoked);
    });
  }

  /** Sends the revocation signal after the commit: before it, another service could still verify the key and cache it. */
  private notifyAfterCommit(tx: WorkspaceTransaction, { id, key_hash }: RevokedKey): void {
    tx.afterCommit(() => {
      this.signal.send(key_hash);
      this.log.info({ workspace_id: tx.workspaceId, api_key_id: id }, 'api_key.revoked');
    });
  }
}
