import { Database } from '@flowforge/postgres/database';
import { WorkspaceDatabase } from '@flowforge/postgres/workspace-database';
import { actorOf } from '@flowforge/service-kit/auth/audit-actor';
import type { Caller } from '@flowforge/service-kit/auth/caller';
import { notFound, Problem } from '@flowforge/service-kit/http/problem';
import { LOG, type Log } from '@flowforge/service-kit/log';
import { Inject, Injectable } from '@nestjs/common';
import { AuditLogStore } from '../audit-log/audit-log.store.js';
import { PasswordHasher } from '../password/password-hasher.service.js';
import { PasswordResetStore } from '../password-reset/password-reset.store.js';
import type { OpenedSession } from '../session/session-opener.service.js';
import { SessionSignal } from '../session/session-signal.service.js';
import { SessionStore } from '../session/session.store.js';
import { SignInLimit } from '../sign-in-limit/sign-in-limit.service.js';
import { WrongPasswords } from '../sign-in-limit/wrong-passwords.service.js';
import { UserStore } from '../user/user.store.js';

@Injectable()
export class ChangePasswordService {
  constructor(
    @Inject(Database) private readonly allWorkspaces: Database,
    @Inject(WorkspaceDatabase) private readonly database: WorkspaceDatabase,
    @Inject(UserStore) private readonly users: UserStore,
    @Inject(SessionStore) private readonly sessions: SessionStore,
    @Inject(PasswordResetStore) private readonly resets: PasswordResetStore,
    @Inject(PasswordHasher) private readonly passwords: PasswordHasher,
    @Inject(SignInLimit) private readonly limit: SignInLimit,
    @Inject(WrongPasswords) private readonly wrongPasswords: WrongPasswords,
    @Inject(AuditLogStore) private readonly auditLog: AuditLogStore,
    @Inject(SessionSignal) private readonly signal: SessionSignal,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /**
   * Changes the password of the caller, ends the other sessions, and gives the present one another token.
   *
   * @throws Problem 403 `wrong_password`, 429 `too_many_sign_ins`, 503 `sign_in_busy`
   */
  async change(caller: Caller, currentPassword: string, newPassword: string): Promise<OpenedSession> {
    const { principal, sessionId, address } = caller;
    const user = await this.users.find(this.allWorkspaces, principal.id);
    if (!user || sessionId === undefined) throw notFound('session');
    const isRight = await this.limit.run(user.email, address, () =>
      this.passwords.verify(currentPassword, user.passwordHash, address),
    );
    if (!isRight) {
      this.wrongPasswords.record(user, address, caller.workspaceId);
      throw wrongPassword();
    }
    const passwordHash = await this.passwords.hash(newPassword, address);
    return this.database.transaction(caller.workspaceId, async (tx) => {
      const current = await this.users.lock(tx, user.id);
      if (current?.passwordHash !== user.passwordHash) throw wrongPassword();
      await this.users.setPassword(tx, user.id, passwordHash);
      await this.resets.deleteOf(tx, user.id);
      await this.sessions.endAll(tx, user.id, sessionId);
      const token = await this.sessions.rotate(tx, user.id, sessionId);
      const session = await this.sessions.find(tx, user.id, sessionId);
      if (!session) throw notFound('session');
      const target = { kind: 'user', id: user.id, name: user.email } as const;
      await this.auditLog.append(tx, actorOf(caller), 'user.password_changed', target);
      tx.afterCommit(() => {
        this.signal.send(user.id);
        this.log.info({ workspace_id: tx.workspaceId, user_id: user.id }, 'user.password_changed');
      });
      return { session, token };
    });
  }
}

/** 403: the present password is wrong, or was changed meanwhile. */
export function wrongPassword(): Problem {
  return new Problem(403, 'wrong_password', 'The present password is wrong.');
}
