import { Database } from '@flowforge/postgres/database';
import { WorkspaceDatabase, type WorkspaceTransaction } from '@flowforge/postgres/workspace-database';
import { Problem } from '@flowforge/service-kit/http/problem';
import { Inject, Injectable } from '@nestjs/common';
import { AuditLogStore } from '../audit-log/audit-log.store.js';
import { InvitationStore } from '../invitation/invitation.store.js';
import { PasswordHasher } from '../password/password-hasher.service.js';
import { PasswordResetStore } from '../password-reset/password-reset.store.js';
import { type OpenedSession, SessionOpener } from '../session/session-opener.service.js';
import type { Client } from '../session/session.store.js';
import { SignInLimit } from '../sign-in-limit/sign-in-limit.service.js';
import { WrongPasswords } from '../sign-in-limit/wrong-passwords.service.js';
import { linkUsed } from '../one-time-token/link-used.js';
import { MemberStore } from '../user/member.store.js';
import type { User } from '../user/user.js';
import { UserStore } from '../user/user.store.js';

/** The command to accept an invitation. */
export interface AcceptInvitation {
  token: string;
  name: string;
  password: string;
}

@Injectable()
export class AcceptInvitationService {
  constructor(
    @Inject(Database) private readonly allWorkspaces: Database,
    @Inject(WorkspaceDatabase) private readonly database: WorkspaceDatabase,
    @Inject(InvitationStore) private readonly invitations: InvitationStore,
    @Inject(UserStore) private readonly users: UserStore,
    @Inject(MemberStore) private readonly members: MemberStore,
    @Inject(PasswordResetStore) private readonly resets: PasswordResetStore,
    @Inject(PasswordHasher) private readonly passwords: PasswordHasher,
    @Inject(SignInLimit) private readonly limit: SignInLimit,
    @Inject(WrongPasswords) private readonly wrongPasswords: WrongPasswords,
    @Inject(SessionOpener) private readonly opener: SessionOpener,
    @Inject(AuditLogStore) private readonly auditLog: AuditLogStore,
  ) {}

  /**
   * Makes the invited person a member, and opens a session. Who holds the link does not own the account of the invited address, so an
   * existing account needs its password.
   *
   * @throws Problem 404 when the token cannot be used, 401 `account_exists` for a wrong password of an existing account, 429
   * `too_many_sign_ins`, 503 `sign_in_busy`
   */
  async accept(command: AcceptInvitation, client: Client): Promise<OpenedSession> {
    const found = await this.invitations.findByToken(this.allWorkspaces, command.token);
    if (!found) throw linkUsed('invitation');
    const existing = await this.users.findByEmail(this.allWorkspaces, found.email);
    const passwordHash =
      existing === null
        ? await this.passwords.hash(command.password, client.address)
        : await this.checkPassword(existing, command.password, client);
    return this.database.transaction(found.workspaceId, async (tx) => {
      // The row is deleted first: of two requests with the same token, the other one waits here and then finds nothing.
      const invitation = await this.invitations.delete(tx, found.id);
      if (!invitation) throw linkUsed('invitation');
      const user = existing
        ? await this.unchanged(tx, existing)
        : await this.users.create(tx, { email: found.email, name: command.name, passwordHash });
      if (!user) throw accountExists();
      await this.members.add(tx, user.id, invitation.role);
      // A link that an owner of the other workspace has made would now open this workspace, too.
      await this.resets.deleteOf(tx, user.id);
      const actor = { kind: 'user', id: user.id, address: client.address } as const;
      const target = { kind: 'user', id: user.id, name: user.email } as const;
      await this.auditLog.append(tx, actor, 'invitation.accepted', target, [
        { field: 'role', from: null, to: invitation.role },
      ]);
      return this.opener.open(tx, user.id, client);
    });
  }

  private async checkPassword(user: User, password: string, { address }: Client): Promise<string> {
    const isRight = await this.limit.run(user.email, address, () =>
      this.passwords.verify(password, user.passwordHash, address),
    );
    if (!isRight) {
      this.wrongPasswords.record(user, address);
      throw accountExists();
    }
    return user.passwordHash;
  }

  /** Null when the account was deleted or got another password since it was checked. */
  private async unchanged(tx: WorkspaceTransaction, user: User): Promise<User | null> {
    const current = await this.users.lock(tx, user.id);
    return current?.passwordHash === user.passwordHash ? current : null;
  }
}

/** 401: the person has an account, and this is not its password. */
export function accountExists(): Problem {
  return new Problem(
    401,
    'account_exists',
    'This e-mail address has an account already. Send the password of that account.',
  );
}
