import { Database } from '@flowforge/postgres/database';
import { WorkspaceDatabase } from '@flowforge/postgres/workspace-database';
import { LOG, type Log } from '@flowforge/service-kit/log';
import { Inject, Injectable } from '@nestjs/common';
import { SYSTEM } from '../audit-log/audit-log.js';
import { AuditLogStore } from '../audit-log/audit-log.store.js';
import type { User } from '../user/user.js';
import { UserStore } from '../user/user.store.js';

/** Records wrong passwords of accounts in the audit log of a workspace of the account, wherever they were tried. */
@Injectable()
export class WrongPasswords {
  constructor(
    @Inject(Database) private readonly allWorkspaces: Database,
    @Inject(WorkspaceDatabase) private readonly database: WorkspaceDatabase,
    @Inject(UserStore) private readonly users: UserStore,
    @Inject(AuditLogStore) private readonly auditLog: AuditLogStore,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /**
   * Adds the try to the audit log. The answer does not wait for it: it would come later than the answer for an account that does not
   * exist.
   *
   * @param workspaceId where it is recorded if the account is a member there; otherwise in the workspace of its oldest membership
   */
  record(user: User, address: string, workspaceId?: string): void {
    this.append(user, address, workspaceId).catch((error: unknown) =>
      this.log.error({ err: error, user_id: user.id }, 'session.refusal_not_recorded'),
    );
  }

  private async append(user: User, address: string, workspaceId: string | undefined): Promise<void> {
    const memberships = await this.users.memberships(this.allWorkspaces, user.id);
    const chosen = memberships.find((one) => one.workspaceId === workspaceId) ?? memberships[0];
    if (!chosen) return;
    // Whoever tried is not known to be this user.
    const actor = { ...SYSTEM, address };
    const target = { kind: 'user', id: user.id, name: user.email } as const;
    await this.database.transaction(chosen.workspaceId, (tx) =>
      this.auditLog.append(tx, actor, 'session.refused', target),
    );
  }
}
