import { WorkspaceDatabase } from '@flowforge/postgres/workspace-database';
import { Database } from '@flowforge/postgres/database';
import { Problem } from '@flowforge/service-kit/http/problem';
import { Inject, Injectable } from '@nestjs/common';
import { PasswordHasher } from '../password/password-hasher.service.js';
import { type OpenedSession, SessionOpener } from '../session/session-opener.service.js';
import type { Client } from '../session/session.store.js';
import { MemberStore } from '../user/member.store.js';
import { SignInLimit } from '../sign-in-limit/sign-in-limit.service.js';
import { WrongPasswords } from '../sign-in-limit/wrong-passwords.service.js';
import type { User } from '../user/user.js';
import { UserStore } from '../user/user.store.js';

@Injectable()
export class SignInService {
  constructor(
    @Inject(Database) private readonly allWorkspaces: Database,
    @Inject(WorkspaceDatabase) private readonly database: WorkspaceDatabase,
    @Inject(MemberStore) private readonly members: MemberStore,
    @Inject(UserStore) private readonly users: UserStore,
    @Inject(SessionOpener) private readonly opener: SessionOpener,
    @Inject(PasswordHasher) private readonly passwords: PasswordHasher,
    @Inject(SignInLimit) private readonly limit: SignInLimit,
    @Inject(WrongPasswords) private readonly wrongPasswords: WrongPasswords,
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
    const { email, password, workspaceId } = command;
    const opened = await this.limit.run(email, client.address, async () => {
      const user = await this.users.findByEmail(this.allWorkspaces, email);
      const isRight = await this.passwords.verify(password, user?.passwordHash ?? null, client.address);
      const session = user && isRight ? await this.open(user, workspaceId, client) : null;
      if (user && !session) this.wrongPasswords.record(user, client.address, workspaceId);
      return session;
    });
    if (!opened) throw wrongCredentials();
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
    const chosen = await this.workspaceFor(user, workspaceId);
    if (chosen === null) return null;
    return this.database.transaction(chosen, async (tx) => {
      const current = await this.users.lock(tx, user.id);
      if (current?.passwordHash !== user.passwordHash || !(await this.members.find(tx, user.id))) return null;
      return this.opener.open(tx, user.id, client);
    });
  }

  /** The requested workspace if the user is a member of it; without a request, that of the oldest membership. */
  private async workspaceFor(user: User, requested: string | undefined): Promise<string | null> {
    const memberships = await this.users.memberships(this.allWorkspaces, user.id);
    const chosen = requested ? memberships.find((one) => one.workspaceId === requested) : memberships[0];
    return chosen?.workspaceId ?? null;
  }
}

/** 401: the same for a wrong password and for an account that does not exist. */
export function wrongCredentials(): Problem {
  return new Problem(401, 'wrong_credentials', 'The e-mail address or the password is wrong.');
}
