import { WorkspaceDatabase, type WorkspaceTransaction } from '@flowforge/postgres/workspace-database';
import { actorOf } from '@flowforge/service-kit/auth/audit-actor';
import type { Caller } from '@flowforge/service-kit/auth/caller';
import { notFound } from '@flowforge/service-kit/http/problem';
import { LOG, type Log } from '@flowforge/service-kit/log';
import { Inject, Injectable } from '@nestjs/common';
import { AuditLogStore } from '../audit-log/audit-log.store.js';
import { InvitationStore } from '../invitation/invitation.store.js';
import { PasswordResetStore } from '../password-reset/password-reset.store.js';
import { ApiKeyStore, type RevokedKey } from '../api-key/api-key.store.js';
import { RevocationSignal } from '../api-key/revocation-signal.service.js';

@Injectable()
export class RevokeApiKeyService {
  constructor(
    @Inject(WorkspaceDatabase) private readonly database: WorkspaceDatabase,
    @Inject(ApiKeyStore) private readonly apiKeys: ApiKeyStore,
    @Inject(RevocationSignal) private readonly signal: RevocationSignal,
    @Inject(AuditLogStore) private readonly auditLog: AuditLogStore,
    @Inject(InvitationStore) private readonly invitations: InvitationStore,
    @Inject(PasswordResetStore) private readonly resets: PasswordResetStore,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /** @throws Problem 404 when the workspace has no such key, or it is already revoked */
  async revoke(caller: Caller, id: string): Promise<void> {
    await this.database.transaction(caller.workspaceId, async (tx) => {
      const revoked = await this.apiKeys.revoke(tx, id);
      if (!revoked) throw notFound('api key');
      await this.complete(tx, caller, revoked);
    });
  }

  /** Revokes the keys that a member has created, and those created with them, in the transaction of the removal. */
  async revokeCreatedBy(tx: WorkspaceTransaction, caller: Caller, userId: string): Promise<void> {
    for (const revoked of await this.apiKeys.revokeCreatedBy(tx, userId))
      await this.complete(tx, caller, revoked);
  }

  private async complete(tx: WorkspaceTransaction, caller: Caller, revoked: RevokedKey): Promise<void> {
    const { id, name } = revoked;
    await this.auditLog.append(tx, actorOf(caller), 'api_key.revoked', { kind: 'api_key', id, name });
    // Links that this key has created must not stay valid.
    await this.invitations.deleteBy(tx, { kind: 'api_key', id });
    await this.resets.deleteBy(tx, { kind: 'api_key', id });
    this.notifyAfterCommit(tx, revoked);
  }

  /** Sends the revocation signal after the commit: before it, another service could still verify the key and cache it. */
  private notifyAfterCommit(tx: WorkspaceTransaction, { id, key_hash }: RevokedKey): void {
    tx.afterCommit(() => {
      this.signal.send(key_hash);
      this.log.info({ workspace_id: tx.workspaceId, api_key_id: id }, 'api_key.revoked');
    });
  }
}
