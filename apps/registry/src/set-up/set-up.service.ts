import { createHash, timingSafeEqual } from 'node:crypto';
import { newId } from '@flowforge/contracts/ids';
import { Database } from '@flowforge/postgres/database';
import { WorkspaceDatabase } from '@flowforge/postgres/workspace-database';
import { conflict, Problem } from '@flowforge/service-kit/http/problem';
import { LOG, type Log } from '@flowforge/service-kit/log';
import { Inject, Injectable } from '@nestjs/common';
import { AuditLogStore } from '../audit-log/audit-log.store.js';
import { PasswordHasher } from '../password/password-hasher.service.js';
import { type OpenedSession, SessionOpener } from '../session/session-opener.service.js';
import type { Client } from '../session/session.store.js';
import { SignInLimit } from '../sign-in-limit/sign-in-limit.service.js';
import { MemberStore } from '../user/member.store.js';
import { UserStore } from '../user/user.store.js';
import { WorkspaceStore } from '../workspace/workspace.store.js';
import { SetupTokenStore } from './setup-token.store.js';

/** The setup token of the configuration; an empty text when it is not set. */
export const SETUP_TOKEN = Symbol('setup token');

/** The command to create the first user. The e-mail address is in lower case. */
export interface SetUp {
  setupToken: string;
  email: string;
  name: string;
  password: string;
  workspaceName: string;
}

@Injectable()
export class SetUpService {
  constructor(
    @Inject(Database) private readonly installation: Database,
    @Inject(WorkspaceDatabase) private readonly database: WorkspaceDatabase,
    @Inject(SetupTokenStore) private readonly setupTokens: SetupTokenStore,
    @Inject(SETUP_TOKEN) private readonly configuredToken: string,
    @Inject(WorkspaceStore) private readonly workspaces: WorkspaceStore,
    @Inject(UserStore) private readonly users: UserStore,
    @Inject(MemberStore) private readonly members: MemberStore,
    @Inject(PasswordHasher) private readonly passwords: PasswordHasher,
    @Inject(SignInLimit) private readonly limit: SignInLimit,
    @Inject(SessionOpener) private readonly opener: SessionOpener,
    @Inject(AuditLogStore) private readonly auditLog: AuditLogStore,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /** @throws Problem 409 `already_set_up`, 403 `wrong_setup_token`, 429 `too_many_sign_ins`, 503 `sign_in_busy` */
  async setUp(command: SetUp, client: Client): Promise<OpenedSession> {
    if (!(await this.setupTokens.isNeeded(this.installation))) throw alreadySetUp();
    const wasRight = await this.limit.countNetwork(client.address);
    if (!(await this.isSetupToken(command.setupToken))) throw wrongSetupToken();
    await wasRight();
    const passwordHash = await this.passwords.hash(command.password, client.address);
    return this.database.transaction(newId(), async (tx) => {
      await this.setupTokens.lock(tx);
      if (!(await this.setupTokens.isNeeded(tx))) throw alreadySetUp();
      const { email, name, workspaceName } = command;
      await this.workspaces.create(tx, workspaceName);
      const user = await this.users.create(tx, { email, name, passwordHash });
      if (!user) throw alreadySetUp();
      await this.members.add(tx, user.id, 'owner');
      await this.setupTokens.deleteAll(tx);
      const actor = { kind: 'user', id: user.id, address: client.address } as const;
      const target = { kind: 'workspace', id: tx.workspaceId, name: workspaceName } as const;
      await this.auditLog.append(tx, actor, 'workspace.created', target);
      tx.afterCommit(() => this.log.info({ workspace_id: tx.workspaceId, user_id: user.id }, 'setup.done'));
      return this.opener.open(tx, user.id, client);
    });
  }

  private async isSetupToken(token: string): Promise<boolean> {
    const [given, configured] = [token, this.configuredToken].map((text) =>
      createHash('sha256').update(text).digest(),
    );
    const isConfigured = given && configured && timingSafeEqual(given, configured);
    if (isConfigured && this.configuredToken !== '') return true;
    return this.setupTokens.isValid(this.installation, token);
  }
}

/** 409: the installation has a user already. */
export function alreadySetUp(): Problem {
  return conflict(
    'already_set_up',
    'This installation has its first user already. Ask an owner for an invitation.',
  );
}

/** 403: the token is wrong, or has expired. */
export function wrongSetupToken(): Problem {
  return new Problem(
    403,
    'wrong_setup_token',
    'The setup token is wrong or has expired. Ask the operator for it.',
  );
}
