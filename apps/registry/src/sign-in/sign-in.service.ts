import { WorkspaceDatabase } from '@flowforge/postgres/workspace-database';
import { Database } from '@flowforge/postgres/database';
import { Problem } from '@flowforge/service-kit/http/problem';
import { LOG, type Log } from '@flowforge/service-kit/log';
import { Inject, Injectable } from '@nestjs/common';
import { PasswordHasher } from '../password/password-hasher.service.js';
import type { Session } from '../session/session.js';
import { type Client, SessionStore } from '../session/session.store.js';
import { SignInLimit } from '../sign-in-limit/sign-in-limit.service.js';
import type { User } from '../user/user.js';
import { UserStore } from '../user/user.store.js';

/** A new session. `token` is the plain text; only a hash of it is stored. */
export interface OpenedSession {
  session: Session;
  token: string;
}

@Injectable()
export class SignInService {
  constructor(
    @Inject(Database) private readonly allWorkspaces: Database,
    @Inject(WorkspaceDatabase) private readonly database: WorkspaceDatabase,
    @Inject(UserStore) private readonly users: UserStore,
    @Inject(SessionStore) private readonly sessions: SessionStore,
    @Inject(PasswordHasher) private readonly passwords: PasswordHasher,
    @Inject(SignInLimit) private readonly limit: SignInLimit,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /**
   * Signs in with a password. The answer and the work are the same for an account that does not exist.
   *
   * @throws Problem 401 `wrong_credentials`, 429 `too_many_sign_ins`, 503 `sign_in_busy`
   */
  async signIn(
    command: { email: string; password: string; workspaceId?: string | undefined },
    client: Client,
  ): Promise<OpenedSession> {
    const wasRight = await this.limit.count(command.email, client.address);
    const user = await this.users.findByEmail(this.allWorkspaces, command.email);
    const isRight = await this.passwords.verify(command.password, user?.passwordHash ?? null);
    if (user === null || !isRight) throw wrongCredentials();
    const opened = await this.open(user, command.workspaceId, client);
    if (opened === null) throw wrongCredentials();
    await wasRight();
    return opened;
  }

  /**
   * Opens a session for a user whose password or token has been checked.
   *
   * @param user as it was read before the check: a session is opened only if the password has not changed since
   * @param workspaceId default: the oldest membership
   * @returns null when the user is not a member, or the password has changed
   */
  async open(user: User, workspaceId: string | undefined, client: Client): Promise<OpenedSession | null> {
    const memberships = await this.users.memberships(this.allWorkspaces, user.id);
    const membership = workspaceId
      ? memberships.find((one) => one.workspaceId === workspaceId)
      : memberships[0];
    if (!membership) return null;
    return this.database.transaction(membership.workspaceId, async (tx) => {
      const current = await this.users.lock(tx, user.id);
      if (current?.passwordHash !== user.passwordHash) return null;
      const { id, token } = await this.sessions.create(tx, user.id, client);
      const session = await this.sessions.find(tx, user.id, id);
      if (!session) return null;
      const ids = { workspace_id: tx.workspaceId, user_id: user.id, session_id: id };
      tx.afterCommit(() => this.log.info(ids, 'session.started'));
      return { session, token };
    });
  }
}

/** 401: the same for a wrong password and for an account that does not exist. */
export function wrongCredentials(): Problem {
  return new Problem(401, 'wrong_credentials', 'The e-mail address or the password is wrong.');
}
