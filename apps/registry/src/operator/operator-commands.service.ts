import type { Role, Scope } from '@flowforge/contracts/words';
import type { KeyRing } from '@flowforge/encryption/key-ring';
import { Database } from '@flowforge/postgres/database';
import { createDataSource } from '@flowforge/postgres/data-source';
import { WorkspaceDatabase, type WorkspaceTransaction } from '@flowforge/postgres/workspace-database';
import type { DataSource } from 'typeorm';
import { ApiKeyEntity } from '../api-key/api-key.entity.js';
import { ApiKeyStore } from '../api-key/api-key.store.js';
import { OPERATOR, type Target } from '../audit-log/audit-log.js';
import { AuditLogStore } from '../audit-log/audit-log.store.js';
import { PasswordHasher } from '../password/password-hasher.service.js';
import { InvitationStore } from '../invitation/invitation.store.js';
import { PasswordResetStore } from '../password-reset/password-reset.store.js';
import { SetupTokenStore } from '../set-up/setup-token.store.js';
import { MemberStore } from '../user/member.store.js';
import { UserStore } from '../user/user.store.js';
import { AllWorkspacesStore, type ListedWorkspace } from '../workspace/all-workspaces.store.js';
import { WorkspaceEntity } from '../workspace/workspace.entity.js';
import { WorkspaceStore } from '../workspace/workspace.store.js';
import { WebhookEntity } from '../webhook/webhook.entity.js';
import { type Reencryption, SecretReencryption } from './reencrypt-secrets.service.js';

/** Thrown when a command of the operator cannot be executed; the message gives the reason. */
export class OperatorError extends Error {}

/** A new api key. `key` is the plain text; only its hash is stored. */
export interface MintedApiKey {
  id: string;
  key: string;
  /** Ids of the keys that were revoked in the same transaction. */
  revokedIds: string[];
}

/** A new user of a workspace. The e-mail address is in lower case. */
export interface NewUser {
  email: string;
  name: string;
  password: string;
  role: Role;
}

/**
 * The commands of an operator, executed with the registry's database credentials. They cannot be called over HTTP or NATS.
 *
 * The registry refuses a revoked key at once. Other services cache a verified key for 10 seconds (5 minutes while the
 * registry is unavailable). They get no revocation signal from here, because this command has no connection to NATS.
 */
export class OperatorCommands {
  private readonly installation: Database;
  private readonly database: WorkspaceDatabase;
  private readonly allWorkspaces: AllWorkspacesStore;
  private readonly workspaces = new WorkspaceStore();
  private readonly apiKeys = new ApiKeyStore();
  private readonly users = new UserStore();
  private readonly members = new MemberStore();
  private readonly passwords = new PasswordHasher();
  private readonly resets = new PasswordResetStore();
  private readonly invitations = new InvitationStore();
  private readonly setupTokens = new SetupTokenStore();
  private readonly auditLog = new AuditLogStore();

  private constructor(private readonly dataSource: DataSource) {
    this.installation = new Database(dataSource);
    this.database = new WorkspaceDatabase(this.installation);
    this.allWorkspaces = new AllWorkspacesStore(this.installation);
  }

  /**
   * Connects to the registry's database. Call `close` afterwards.
   *
   * @param databaseUrl `postgres://` address with the registry's own role
   */
  static async open(databaseUrl: string): Promise<OperatorCommands> {
    const dataSource = createDataSource({
      url: databaseUrl,
      schema: 'registry',
      applicationName: 'flowforge-operator',
      entities: [WorkspaceEntity, ApiKeyEntity, WebhookEntity],
      poolSize: 2,
    });
    return new OperatorCommands(await dataSource.initialize());
  }

  /** Creates a workspace. If the name exists already, returns the id of that workspace with `created: false`. */
  createWorkspace(name: string): Promise<{ id: string; created: boolean }> {
    return this.allWorkspaces.create(name);
  }

  /** Up to `limit` workspaces, oldest first. `after` is the last id of the previous page, or null for the first page. */
  listWorkspaces(limit: number, after: string | null): Promise<ListedWorkspace[]> {
    return this.allWorkspaces.list(limit, after);
  }

  /**
   * Creates an api key. With `revokeOthersNamed` all other keys of the workspace with the same name are revoked in the same
   * transaction.
   *
   * @param workspace name or id
   * @throws OperatorError when there is no such workspace
   */
  async mintApiKey(
    workspace: string,
    command: { name: string; scopes: Scope[]; revokeOthersNamed: boolean },
  ): Promise<MintedApiKey> {
    return this.database.transaction(await this.workspaceId(workspace), async (tx) => {
      const minted = await this.mint(tx, command);
      const target = (id: string): Target => ({ kind: 'api_key', id, name: command.name });
      await this.auditLog.append(tx, OPERATOR, 'api_key.created', target(minted.id));
      for (const id of minted.revokedIds)
        await this.auditLog.append(tx, OPERATOR, 'api_key.revoked', target(id));
      return minted;
    });
  }

  /**
   * Creates the api key of a local run, and revokes the key of the run before. The audit log has the first key only: one entry for each
   * start would hide what people did.
   *
   * @param workspace name or id
   * @throws OperatorError when there is no such workspace
   */
  async renewLocalApiKey(
    workspace: string,
    command: { name: string; scopes: Scope[] },
  ): Promise<MintedApiKey> {
    return this.database.transaction(await this.workspaceId(workspace), async (tx) => {
      const minted = await this.mint(tx, { ...command, revokeOthersNamed: true });
      if (minted.revokedIds.length === 0) {
        const target = { kind: 'api_key', id: minted.id, name: command.name } as const;
        await this.auditLog.append(tx, OPERATOR, 'api_key.created', target);
      }
      return minted;
    });
  }

  /**
   * Revokes an api key.
   *
   * @param workspace name or id
   * @throws OperatorError when there is no such workspace, or the workspace has no such key, or the key is already revoked
   */
  async revokeApiKey(workspace: string, id: string): Promise<void> {
    await this.database.transaction(await this.workspaceId(workspace), async (tx) => {
      const revoked = await this.apiKeys.revoke(tx, id);
      if (revoked === null) {
        throw new OperatorError(`the workspace has no api key ${id}, or the key is already revoked`);
      }
      await this.deleteLinksOf(tx, id);
      await this.auditLog.append(tx, OPERATOR, 'api_key.revoked', {
        kind: 'api_key',
        id,
        name: revoked.name,
      });
    });
  }

  /**
   * Creates an account and makes it a member of the workspace.
   *
   * @param workspace name or id
   * @returns the id of the user
   * @throws OperatorError when there is no such workspace, or the e-mail address has an account already
   */
  async createUser(workspace: string, { email, name, password, role }: NewUser): Promise<string> {
    const workspaceId = await this.workspaceId(workspace);
    const passwordHash = await this.passwords.hash(password, 'operator');
    return this.database.transaction(workspaceId, async (tx) => {
      const user = await this.users.create(tx, { email, name, passwordHash });
      if (user === null) throw new OperatorError(`there is already an account with the address ${email}`);
      await this.members.add(tx, user.id, role);
      await this.auditLog.append(tx, OPERATOR, 'user.created', { kind: 'user', id: user.id, name: email }, [
        { field: 'role', from: null, to: role },
      ]);
      return user.id;
    });
  }

  /**
   * Creates the user of a local run as an owner of the workspace. If the account exists already, gives it the password and the role.
   * The audit log has the creation and a role that had to be restored, not the password of each start.
   *
   * @param workspace name or id
   * @returns the id of the user
   * @throws OperatorError when there is no such workspace
   */
  async ensureOwner(workspace: string, { email, name, password }: Omit<NewUser, 'role'>): Promise<string> {
    const workspaceId = await this.workspaceId(workspace);
    const passwordHash = await this.passwords.hash(password, 'operator');
    return this.database.transaction(workspaceId, async (tx) => {
      const created = await this.users.create(tx, { email, name, passwordHash });
      const user = created ?? (await this.users.findByEmail(tx, email));
      if (user === null) throw new OperatorError('the account was deleted at the same time; try again');
      if (created === null) await this.users.setPassword(tx, user.id, passwordHash);
      const target = { kind: 'user', id: user.id, name: email } as const;
      const member = await this.members.lock(tx, user.id);
      if (member === null) {
        await this.members.add(tx, user.id, 'owner');
        await this.auditLog.append(tx, OPERATOR, 'user.created', target);
      } else if (member.role !== 'owner') {
        await this.members.setRole(tx, user.id, 'owner');
        const change = { field: 'role', from: member.role, to: 'owner' };
        await this.auditLog.append(tx, OPERATOR, 'user.role_changed', target, [change]);
      }
      return user.id;
    });
  }

  /**
   * Creates a link that resets the password of an account. It replaces an earlier one.
   *
   * @param email in lower case
   * @returns the token of the link, which can be used once
   * @throws OperatorError when there is no such account
   */
  async resetPassword(email: string): Promise<{ token: string; expiresAt: Date }> {
    const user = await this.users.findByEmail(this.installation, email);
    const [membership] = user ? await this.users.memberships(this.installation, user.id) : [];
    if (!user || !membership) throw new OperatorError(`there is no account with the address ${email}`);
    return this.database.transaction(membership.workspaceId, async (tx) => {
      const target = { kind: 'user', id: user.id, name: email } as const;
      await this.auditLog.append(tx, OPERATOR, 'password_reset.created', target);
      return this.resets.create(tx, user.id, null);
    });
  }

  /**
   * Creates a token for the first sign-up.
   *
   * @throws OperatorError when the installation has a user already
   */
  async createSetupToken(): Promise<{ token: string; expiresAt: Date }> {
    if (!(await this.setupTokens.isNeeded(this.installation))) {
      throw new OperatorError('the installation has a user already; use create-user or reset-password');
    }
    return this.setupTokens.create(this.installation);
  }

  /**
   * Encrypts the secrets and custom headers of all webhooks with the current key of the ring.
   *
   * @param report gets lines for people: progress, and each webhook that cannot be decrypted
   */
  reencryptSecrets(keyRing: KeyRing, report: (line: string) => void): Promise<Reencryption> {
    return new SecretReencryption(this.allWorkspaces, this.database, keyRing).run(report);
  }

  async close(): Promise<void> {
    await this.dataSource.destroy();
  }

  /** Creates a key. With `revokeOthersNamed` revokes the other keys of this name, with the links that they have made. */
  private async mint(
    tx: WorkspaceTransaction,
    { name, scopes, revokeOthersNamed }: { name: string; scopes: Scope[]; revokeOthersNamed: boolean },
  ): Promise<MintedApiKey> {
    // The lock makes concurrent commands wait for each other. Without it, two commands could each not see the key that the
    // other one has not committed yet, and both keys would stay.
    await this.workspaces.lock(tx);
    const { apiKey, key } = await this.apiKeys.create(tx, name, scopes, OPERATOR);
    const revoked = revokeOthersNamed ? await this.apiKeys.revokeOthersNamed(tx, name, apiKey.id) : [];
    for (const { id } of revoked) await this.deleteLinksOf(tx, id);
    return { id: apiKey.id, key, revokedIds: revoked.map(({ id }) => id) };
  }

  /** Deletes the open invitations and reset links that an api key has made. */
  private async deleteLinksOf(tx: WorkspaceTransaction, apiKeyId: string): Promise<void> {
    await this.invitations.deleteBy(tx, { kind: 'api_key', id: apiKeyId });
    await this.resets.deleteBy(tx, { kind: 'api_key', id: apiKeyId });
  }

  private async workspaceId(nameOrId: string): Promise<string> {
    const id = await this.allWorkspaces.find(nameOrId);
    if (id === null) throw new OperatorError(`there is no workspace "${nameOrId}"`);
    return id;
  }
}
