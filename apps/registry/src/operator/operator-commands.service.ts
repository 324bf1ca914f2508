import type { Scope } from '@flowforge/contracts/words';
import { Database } from '@flowforge/postgres/database';
import { createDataSource } from '@flowforge/postgres/data-source';
import { WorkspaceDatabase } from '@flowforge/postgres/workspace-database';
import type { DataSource } from 'typeorm';
import { ApiKeyEntity } from '../api-key/api-key.entity.js';
import { ApiKeyStore } from '../api-key/api-key.store.js';
import { AllWorkspacesStore, type ListedWorkspace } from '../workspace/all-workspaces.store.js';
import { WorkspaceEntity } from '../workspace/workspace.entity.js';
import { WorkspaceStore } from '../workspace/workspace.store.js';

/** What an operator asked for cannot be done; the message says why. */
export class OperatorError extends Error {}

/** A new key. `key` is the key itself: only its hash is stored. */
export interface MintedApiKey {
  id: string;
  key: string;
  /** Ids of the keys that were revoked in the same transaction. */
  revokedIds: string[];
}

/**
 * What an operator can do with the registry's database credentials. None of it is reachable over HTTP or NATS.
 *
 * A revoked key is refused by the registry at once. Other services keep a verified key for 10 seconds (5 minutes while the
 * registry is away), because this command has no connection to NATS.
 */
export class OperatorCommands {
  private readonly database: WorkspaceDatabase;
  private readonly allWorkspaces: AllWorkspacesStore;
  private readonly workspaces = new WorkspaceStore();
  private readonly apiKeys = new ApiKeyStore();

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

  /** Makes a workspace. With a name that exists already it makes nothing and returns the id of that workspace. */
  createWorkspace(name: string): Promise<{ id: string; created: boolean }> {
    return this.allWorkspaces.create(name);
  }

  /** Workspaces, oldest first. `after`: the last id of the page before, or null. */
  listWorkspaces(limit: number, after: string | null): Promise<ListedWorkspace[]> {
    return this.allWorkspaces.list(limit, after);
  }

  /**
   * Makes an api key. With `revokeOthersNamed` all other keys of the workspace with the same name are revoked in the same
   * transaction.
   *
   * @param workspace name or id
   * @throws OperatorError when there is no such workspace
   */
  async mintApiKey(
    workspace: string,
    asked: { name: string; scopes: Scope[]; revokeOthersNamed: boolean },
  ): Promise<MintedApiKey> {
    return this.database.transaction(await this.workspaceId(workspace), async (tx) => {
      // The lock makes two commands wait for each other: without it each could miss the other's new key.
      await this.workspaces.lock(tx);
      const { apiKey, key } = await this.apiKeys.create(tx, asked.name, asked.scopes);
      const revoked = asked.revokeOthersNamed
        ? await this.apiKeys.revokeOthersNamed(tx, asked.name, apiKey.id)
        : [];
      return { id: apiKey.id, key, revokedIds: revoked.map(({ id }) => id) };
    });
  }

  /**
   * Revokes an api key.
   *
   * @param workspace name or id
   * @throws OperatorError when there is no such workspace, or no such key in it that is not revoked
   */
  async revokeApiKey(workspace: string, id: string): Promise<void> {
    await this.database.transaction(await this.workspaceId(workspace), async (tx) => {
      if ((await this.apiKeys.revoke(tx, id)) === null) {
        throw new OperatorError(`the workspace has no api key ${id}, or it is revoked already`);
      }
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
