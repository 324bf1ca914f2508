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
import { PasswordResetStore } from '../password-reset/password-reset.store.js';
import { CallerRights } from '../user/caller-rights.service.js';
import { MemberStore } from '../user/member.store.js';
import { requireRightsOf } from '../user/own-rights.js';
import { UserStore } from '../user/user.store.js';
import type { CreatedPasswordResetDto } from './create-password-reset.dto.js';

@Injectable()
export class CreatePasswordResetService {
  constructor(
    @Inject(WorkspaceDatabase) private readonly database: WorkspaceDatabase,
    @Inject(MemberStore) private readonly members: MemberStore,
    @Inject(UserStore) private readonly users: UserStore,
    @Inject(CallerRights) private readonly rights: CallerRights,
    @Inject(PasswordResetStore) private readonly resets: PasswordResetStore,
    @Inject(AuditLogStore) private readonly auditLog: AuditLogStore,
    @Inject(KeyRing) private readonly keyRing: KeyRing,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /** @throws Problem 403 `scope_missing` beyond the caller's own rights, 404, 409 `used_in_other_workspace` */
  async create(
    caller: Caller,
    request: IdempotencyRequest,
    userId: string,
  ): Promise<Answer<CreatedPasswordResetDto>> {
    return this.database.transaction(caller.workspaceId, (tx) =>
      withIdempotencyKey(
        tx,
        request,
        caller.principal,
        async () => {
          await this.rights.confirm(tx, caller);
          // Held, so that the member neither leaves nor gets another role meanwhile.
          const member = await this.members.hold(tx, userId);
          if (!member) throw notFound('user');
          requireRightsOf(member.role, caller.scopes);
          // Locked, so that the account does not become a member of another workspace meanwhile.
          await this.users.lock(tx, userId);
          if ((await this.users.memberships(tx, userId)).length > 1) throw usedInOtherWorkspace();
          const { token, expiresAt } = await this.resets.create(tx, userId, caller.principal);
          const target = { kind: 'user', id: userId, name: member.email } as const;
          await this.auditLog.append(tx, actorOf(caller), 'password_reset.created', target);
          const ids = { workspace_id: tx.workspaceId, user_id: userId };
          tx.afterCommit(() => this.log.info(ids, 'password_reset.created'));
          return { status: 201, body: { token, expires_at: expiresAt.toISOString() } };
        },
        this.keyRing,
      ),
    );
  }
}

/** 409: the account is used in another workspace, too. */
export function usedInOtherWorkspace(): Problem {
  return conflict(
    'used_in_other_workspace',
    'This account belongs to another workspace, too. Only the operator of the installation can reset its password.',
  );
}
