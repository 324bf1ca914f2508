import type { Role } from '@flowforge/contracts/words';
import { WorkspaceDatabase } from '@flowforge/postgres/workspace-database';
import { actorOf } from '@flowforge/service-kit/auth/audit-actor';
import type { Caller } from '@flowforge/service-kit/auth/caller';
import { notFound } from '@flowforge/service-kit/http/problem';
import { LOG, type Log } from '@flowforge/service-kit/log';
import { Inject, Injectable } from '@nestjs/common';
import { AuditLogStore } from '../audit-log/audit-log.store.js';
import { InvitationStore } from '../invitation/invitation.store.js';
import { PasswordResetStore } from '../password-reset/password-reset.store.js';
import { SessionSignal } from '../session/session-signal.service.js';
import { lastOwner } from '../user/last-owner.js';
import { CallerRights } from '../user/caller-rights.service.js';
import { MemberStore } from '../user/member.store.js';
import { requireRightsOf } from '../user/own-rights.js';
import { userDto, type UserDto } from '../user/user.dto.js';
import { WorkspaceStore } from '../workspace/workspace.store.js';

@Injectable()
export class ChangeRoleService {
  constructor(
    @Inject(WorkspaceDatabase) private readonly database: WorkspaceDatabase,
    @Inject(WorkspaceStore) private readonly workspaces: WorkspaceStore,
    @Inject(MemberStore) private readonly members: MemberStore,
    @Inject(CallerRights) private readonly rights: CallerRights,
    @Inject(InvitationStore) private readonly invitations: InvitationStore,
    @Inject(PasswordResetStore) private readonly resets: PasswordResetStore,
    @Inject(AuditLogStore) private readonly auditLog: AuditLogStore,
    @Inject(SessionSignal) private readonly signal: SessionSignal,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /**
   * Gives a member another role. Who is no longer an owner loses the invitations and reset links that are still open.
   *
   * @param role undefined leaves the role as it is
   * @throws Problem 403 `scope_missing` beyond the caller's own rights, 404, 409 `last_owner`
   */
  async change(caller: Caller, userId: string, role: Role | undefined): Promise<UserDto> {
    return this.database.transaction(caller.workspaceId, async (tx) => {
      // Changes of members wait for each other: two owners who demote each other at the same time must not both succeed.
      await this.workspaces.lock(tx);
      await this.rights.confirm(tx, caller);
      const member = await this.members.lock(tx, userId);
      if (!member) throw notFound('user');
      if (role === undefined || role === member.role) return userDto(member);
      requireRightsOf(member.role, caller.scopes);
      requireRightsOf(role, caller.scopes);
      if (member.role === 'owner') {
        if (!(await this.members.hasOtherOwner(tx, userId))) throw lastOwner();
        await this.invitations.deleteBy(tx, { kind: 'user', id: userId });
        await this.resets.deleteBy(tx, { kind: 'user', id: userId });
      }
      // Who has made the link had the rights of the present role, and may lack those of the new one.
      await this.resets.deleteOf(tx, userId);
      await this.members.setRole(tx, userId, role);
      const target = { kind: 'user', id: userId, name: member.email } as const;
      await this.auditLog.append(tx, actorOf(caller), 'user.role_changed', target, [
        { field: 'role', from: member.role, to: role },
      ]);
      tx.afterCommit(() => {
        this.signal.send(userId);
        this.log.info({ workspace_id: tx.workspaceId, user_id: userId, role }, 'user.role_changed');
      });
      return userDto({ ...member, role });
    });
  }
}
