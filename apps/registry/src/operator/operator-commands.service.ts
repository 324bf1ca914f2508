import type { Role, Scope } from '@flowforge/contracts/words';
import { Database } from '@flowforge/postgres/database';
import { createDataSource } from '@flowforge/postgres/data-source';
import { WorkspaceDatabase } from '@flowforge/postgres/workspace-database';
import type { DataSource } from 'typeorm';
import { ApiKeyEntity } from '../api-key/api-key.entity.js';
import { ApiKeyStore } from '../api-key/api-key.store.js';
import { PasswordHasher } from '../password/password-hasher.service.js';
import { MemberStore } from '../user/member.store.js';
import { UserStore } from '../user/user.store.js';
import { AllWorkspacesStore, type ListedWorkspace } from '../workspace/all-workspaces.store.js';
import { WorkspaceEntity } from '../workspace/workspace.entity.js';
import { WorkspaceStore } from '../workspace/workspace.store.js';

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
  private readonly database: WorkspaceDatabase;
  private readonly allWorkspaces: AllWorkspacesStore;
  private readonly workspaces = new WorkspaceStore();
  private readonly apiKeys = new ApiKeyStore();
  private readonly users = new UserStore();
  private readonly members = new MemberStore();
  private readonly passwords = new PasswordHasher();

  private constructor(private readonly dataSource: DataSource) {
    const database = new Database(dataSource);
    this.database = new WorkspaceDatabase(database);
    this.allWorkspaces = new AllWorkspacesStore(database);
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
      entities: [WorkspaceEntity, ApiKeyEntity],
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
      // The lock makes concurrent commands wait for each other. Without it, two commands could each not see the key that the
      // other one has not committed yet, and both keys would stay.
      await this.workspaces.lock(tx);
      const { apiKey, key } = await this.apiKeys.create(tx, command.name, command.scopes);
      const revoked = command.revokeOthersNamed
        ? await this.apiKeys.revokeOthersNamed(tx, command.name, apiKey.id)
        : [];
      return { id: apiKey.id, key, revokedIds: revoked.map(({ id }) => id) };
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
      if ((await this.apiKeys.revoke(tx, id)) === null) {
        throw new OperatorError(`the workspace has no api key ${id}, or the key is already revoked`);
      }
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
    const passwordHash = await this.passwords.hash(password);
    return this.database.transaction(workspaceId, async (tx) => {
      const user = await this.users.create(tx, { email, name, passwordHash });
      if (user === null) throw new OperatorError(`there is already an account with the address ${email}`);
      await this.members.add(tx, user.id, role);
      return user.id;
    });
  }

  /**
   * Creates the user of a local run as an owner of the workspace. If the account exists already, gives it the password and the role.
   *
   * @param workspace name or id
   * @returns the id of the user
   * @throws OperatorError when there is no such workspace
   */
  async ensureOwner(workspace: string, { email, name, password }: Omit<NewUser, 'role'>): Promise<string> {
    const workspaceId = await this.workspaceId(workspace);
    const passwordHash = await this.passwords.hash(password);
    return this.database.transaction(workspaceId, async (tx) => {
      const created = await this.users.create(tx, { email, name, passwordHash });
      const user = created ?? (await this.users.findByEmail(tx, email));
      if (user === null) throw new OperatorError('the account was deleted at the same time; try again');
      if (created === null) await this.users.setPassword(tx, user.id, passwordHash);
      const isNew = await this.members.add(tx, user.id, 'owner');
      if (!isNew) await this.members.setRole(tx, user.id, 'owner');
      return user.id;
    });
  }

  async close(): Promise<void> {
    await this.dataSource.destroy();
  }

  private async workspaceId(nameOrId: string): Promise<string> {
    const id = await this.allWorkspaces.find(nameOrId);
    if (id === null) throw new OperatorError(`there is no workspace "${nameOrId}"`);
    return id;
  }
}
