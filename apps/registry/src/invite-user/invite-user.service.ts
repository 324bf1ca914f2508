import type { Role } from '@flowforge/contracts/words';
import { KeyRing } from '@flowforge/encryption/key-ring';
import { WorkspaceDatabase } from '@flowforge/postgres/workspace-database';
import { actorOf } from '@flowforge/service-kit/auth/audit-actor';
import type { Caller } from '@flowforge/service-kit/auth/caller';
import { conflict, notFound, type Problem } from '@flowforge/service-kit/http/problem';
import type { Answer, IdempotencyRequest } from '@flowforge/service-kit/idempotency/idempotency';
import { withIdempotencyKey } from '@flowforge/service-kit/idempotency/idempotency.store';
import { LOG, type Log } from '@flowforge/service-kit/log';
import { Inject, Injectable } from '@nestjs/common';
import { AuditLogStore } from '../audit-log/audit-log.store.js';
import { type CreatedInvitationDto, invitationDto } from '../invitation/invitation.dto.js';
import { InvitationStore } from '../invitation/invitation.store.js';
import { CallerRights } from '../user/caller-rights.service.js';
import { MemberStore } from '../user/member.store.js';
import { requireRightsOf } from '../user/own-rights.js';

@Injectable()
export class InviteUserService {
  constructor(
    @Inject(WorkspaceDatabase) private readonly database: WorkspaceDatabase,
    @Inject(InvitationStore) private readonly invitations: InvitationStore,
    @Inject(MemberStore) private readonly members: MemberStore,
    @Inject(CallerRights) private readonly rights: CallerRights,
    @Inject(AuditLogStore) private readonly auditLog: AuditLogStore,
    @Inject(KeyRing) private readonly keyRing: KeyRing,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /** @throws Problem 403 `scope_missing` for a role beyond the caller's own rights, 409 `already_member` */
  async invite(
    caller: Caller,
    request: IdempotencyRequest,
    { email, role }: { email: string; role: Role },
  ): Promise<Answer<CreatedInvitationDto>> {
    requireRightsOf(role, caller.scopes);
    return this.database.transaction(caller.workspaceId, (tx) =>
      withIdempotencyKey(
        tx,
        request,
        caller.principal,
        async () => {
          await this.rights.confirm(tx, caller);
          if (await this.members.findByEmail(tx, email)) throw alreadyMember();
          const { invitation, token } = await this.invitations.create(tx, email, role, caller.principal);
          const target = { kind: 'invitation', id: invitation.id, name: email } as const;
          await this.auditLog.append(tx, actorOf(caller), 'invitation.created', target, [
            { field: 'role', from: null, to: role },
          ]);
          const ids = { workspace_id: tx.workspaceId, invitation_id: invitation.id };
          tx.afterCommit(() => this.log.info({ ...ids, role }, 'invitation.created'));
          return { status: 201, body: { ...invitationDto(invitation), token } };
        },
        this.keyRing,
      ),
    );
  }

  /** @throws Problem 404 when the workspace has no such invitation */
  async delete(caller: Caller, id: string): Promise<void> {
    await this.database.transaction(caller.workspaceId, async (tx) => {
      const invitation = await this.invitations.delete(tx, id);
      if (!invitation) throw notFound('invitation');
      const target = { kind: 'invitation', id, name: invitation.email } as const;
      await this.auditLog.append(tx, actorOf(caller), 'invitation.deleted', target);
      const ids = { workspace_id: tx.workspaceId, invitation_id: id };
      tx.afterCommit(() => this.log.info(ids, 'invitation.deleted'));
    });
  }
}

/** 409: there is nobody to invite. */
export function alreadyMember(): Problem {
  return conflict('already_member', 'This person is a member of the workspace already.');
}
