import { Database } from '@flowforge/postgres/database';
import { WorkspaceDatabase } from '@flowforge/postgres/workspace-database';
import { LOG, type Log } from '@flowforge/service-kit/log';
import { Inject, Injectable } from '@nestjs/common';
import { AuditLogStore } from '../audit-log/audit-log.store.js';
import { linkUsed } from '../one-time-token/link-used.js';
import { PasswordHasher } from '../password/password-hasher.service.js';
import { PasswordResetStore } from '../password-reset/password-reset.store.js';
import { SessionSignal } from '../session/session-signal.service.js';
import { SessionStore } from '../session/session.store.js';
import { UserStore } from '../user/user.store.js';

@Injectable()
export class ResetPasswordService {
  constructor(
    @Inject(Database) private readonly allWorkspaces: Database,
    @Inject(WorkspaceDatabase) private readonly database: WorkspaceDatabase,
    @Inject(PasswordResetStore) private readonly resets: PasswordResetStore,
    @Inject(UserStore) private readonly users: UserStore,
    @Inject(SessionStore) private readonly sessions: SessionStore,
    @Inject(PasswordHasher) private readonly passwords: PasswordHasher,
    @Inject(AuditLogStore) private readonly auditLog: AuditLogStore,
    @Inject(SessionSignal) private readonly signal: SessionSignal,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /**
   * Sets the password of the account that a link is for, and ends all its sessions.
   *
   * @throws Problem 404 when the token cannot be used, 503 `sign_in_busy`
   */
  async reset(token: string, password: string, address: string): Promise<void> {
    const found = await this.resets.findByToken(this.allWorkspaces, token);
    if (!found) throw linkUsed('password reset');
    const { userId, workspaceId } = found;
    const passwordHash = await this.passwords.hash(password, address);
    await this.database.transaction(workspaceId, async (tx) => {
      // Of two requests with the same token, the other one waits here and then finds nothing.
      const user = (await this.resets.use(tx, token)) ? await this.users.lock(tx, userId) : null;
      if (!user) throw linkUsed('password reset');
      await this.users.setPassword(tx, userId, passwordHash);
      await this.sessions.endAll(tx, userId);
      const actor = { kind: 'user', id: userId, address } as const;
      await this.auditLog.append(tx, actor, 'user.password_reset', {
        kind: 'user',
        id: userId,
        name: user.email,
      });
      tx.afterCommit(() => {
        this.signal.send(userId);
        this.log.info({ workspace_id: workspaceId, user_id: userId }, 'user.password_reset');
      });
    });
  }
}
