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

  /** @throws Problem 404 */
  async revoke(workspaceId: string, id: string): Promise<void> {
    await this.database.transaction(workspaceId, async (tx) => {
      const revoked = await this.apiKeys.revoke(tx, id);
      if (!revoked) throw notFound('api key');
      this.announce(tx, [revoked]);
    });
  }

  /** Once the transaction has committed, tells everyone of the keys that it revoked. */
  announce(tx: WorkspaceTransaction, revoked: readonly RevokedKey[]): void {
    tx.afterCommit(() => {
      for (const { id, key_hash } of revoked) {
        this.signal.push(key_hash);
        this.log.info({ workspace_id: tx.workspaceId, api_key_id: id }, 'api_key.revoked');
      }
    });
  }
}
