import { WorkspaceDatabase } from '@flowforge/postgres/workspace-database';
import { actorOf } from '@flowforge/service-kit/auth/audit-actor';
import type { Caller } from '@flowforge/service-kit/auth/caller';
import { notFound } from '@flowforge/service-kit/http/problem';
import { LOG, type Log } from '@flowforge/service-kit/log';
import { Inject, Injectable } from '@nestjs/common';
import { AuditLogStore } from '../audit-log/audit-log.store.js';
import { InvitationStore } from '../invitation/invitation.store.js';
import { PasswordResetStore } from '../password-reset/password-reset.store.js';
import { RevokeApiKeyService } from '../revoke-api-key/revoke-api-key.service.js';
import { SessionSignal } from '../session/session-signal.service.js';
import { lastOwner } from '../user/last-owner.js';
import { CallerRights } from '../user/caller-rights.service.js';
import { MemberStore } from '../user/member.store.js';
import { requireRightsOf } from '../user/own-rights.js';
import { UserStore } from '../user/user.store.js';
import { WorkspaceStore } from '../workspace/workspace.store.js';

@Injectable()
export class RemoveUserService {
  constructor(
    @Inject(WorkspaceDatabase) private readonly database: WorkspaceDatabase,
    @Inject(WorkspaceStore) private readonly workspaces: WorkspaceStore,
    @Inject(UserStore) private readonly users: UserStore,
    @Inject(MemberStore) private readonly members: MemberStore,
    @Inject(CallerRights) private readonly rights: CallerRights,
    @Inject(InvitationStore) private readonly invitations: InvitationStore,
    @Inject(PasswordResetStore) private readonly resets: PasswordResetStore,
    @Inject(RevokeApiKeyService) private readonly apiKeys: RevokeApiKeyService,
    @Inject(AuditLogStore) private readonly auditLog: AuditLogStore,
    @Inject(SessionSignal) private readonly signal: SessionSignal,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /**
   * Removes a member, with everything that would let the person come back: sessions, and open invitations and reset links that the
   * person has made.
   *
   * @param revokesApiKeys whether to revoke the api keys that the person has created; else they stay, because programs of the workspace use them
   * @throws Problem 403 `scope_missing` beyond the caller's own rights, 404, 409 `last_owner`
   */
  async remove(caller: Caller, userId: string, revokesApiKeys: boolean): Promise<void> {
    await this.database.transaction(caller.workspaceId, async (tx) => {
      await this.workspaces.lock(tx);
      await this.rights.confirm(tx, caller);
      const member = await this.members.lock(tx, userId);
      if (!member) throw notFound('user');
      requireRightsOf(member.role, caller.scopes);
      if (member.role === 'owner' && !(await this.members.hasOtherOwner(tx, userId))) throw lastOwner();
      const target = { kind: 'user', id: userId, name: member.email } as const;
      // Before the removal: who removes the own account is still to be found by its id.
      await this.auditLog.append(tx, actorOf(caller), 'user.removed', target);
      if (revokesApiKeys) await this.apiKeys.revokeCreatedBy(tx, caller, userId);
      await this.users.lockForDelete(tx, userId);
      await this.invitations.deleteBy(tx, { kind: 'user', id: userId });
      await this.resets.deleteBy(tx, { kind: 'user', id: userId });
      await this.resets.deleteOf(tx, userId);
      await this.members.remove(tx, userId);
      await this.users.deleteWithoutMembership(tx, userId);
      tx.afterCommit(() => {
        this.signal.send(userId);
        this.log.info({ workspace_id: tx.workspaceId, user_id: userId }, 'user.removed');
      });
    });
  }
}
