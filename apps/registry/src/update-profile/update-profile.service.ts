import { WorkspaceDatabase } from '@flowforge/postgres/workspace-database';
import { actorOf } from '@flowforge/service-kit/auth/audit-actor';
import type { Caller } from '@flowforge/service-kit/auth/caller';
import { notFound } from '@flowforge/service-kit/http/problem';
import { Inject, Injectable } from '@nestjs/common';
import { changedFields } from '../audit-log/audit-log.js';
import { AuditLogStore } from '../audit-log/audit-log.store.js';
import { ownAccountDto, type OwnAccountDto } from '../user/user.dto.js';
import { UserStore } from '../user/user.store.js';

@Injectable()
export class UpdateProfileService {
  constructor(
    @Inject(WorkspaceDatabase) private readonly database: WorkspaceDatabase,
    @Inject(UserStore) private readonly users: UserStore,
    @Inject(AuditLogStore) private readonly auditLog: AuditLogStore,
  ) {}

  /** Changes the name of the caller. */
  async update(caller: Caller, name: string | undefined): Promise<OwnAccountDto> {
    return this.database.transaction(caller.workspaceId, async (tx) => {
      const user = await this.users.lock(tx, caller.principal.id);
      if (!user) throw notFound('user');
      const memberships = await this.users.memberships(tx, user.id);
      if (name === undefined || name === user.name) return ownAccountDto(user, memberships);
      await this.users.rename(tx, user.id, name);
      const target = { kind: 'user', id: user.id, name: user.email } as const;
      await this.auditLog.append(tx, actorOf(caller), 'user.renamed', target, changedFields(['name']));
      return ownAccountDto({ ...user, name }, memberships);
    });
  }
}
