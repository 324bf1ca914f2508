import { newId } from '@flowforge/contracts/ids';
import type { Scope } from '@flowforge/contracts/words';
import type { Cursor, Page } from '@flowforge/postgres/page';
import { listRowsById } from '@flowforge/postgres/page.store';
import type { WorkspaceTransaction } from '@flowforge/postgres/workspace-database';
import { hashApiKey } from '@flowforge/service-kit/auth/api-key-hash';
import { Injectable } from '@nestjs/common';
import { In, IsNull } from 'typeorm';
import type { Actor } from '../audit-log/audit-log.js';
import { actorNameSql } from '../audit-log/audit-log.store.js';
import { ApiKeyEntity } from './api-key.entity.js';
import { type ApiKey, generateApiKey, visiblePartsOf } from './api-key.js';

/** An api key that a statement of this transaction has revoked. */
export interface RevokedKey {
  id: string;
  name: string;
  key_hash: string;
}

/** Api keys of one workspace. No method returns a revoked key. */
@Injectable()
export class ApiKeyStore {
  async find(tx: WorkspaceTransaction, id: string): Promise<ApiKey | null> {
    return tx.manager.findOneBy(ApiKeyEntity, { workspaceId: tx.workspaceId, id, revokedAt: IsNull() });
  }

  /** @param createdBy id of a user or api key: only the keys that it has created, and those created with these keys */
  list(
    tx: WorkspaceTransaction,
    createdBy: string | undefined,
    page: { limit: number; cursor: Cursor | null },
  ): Promise<Page<ApiKey>> {
    const created =
      createdBy === undefined ? [] : [{ sql: `id IN (${createdBySql('?')})`, value: createdBy }];
    const where = [{ sql: 'revoked_at IS NULL' }, ...created];
    return listRowsById<ApiKey>(tx, { table: 'api_keys', where, ...page }, (ids) =>
      tx.manager.findBy(ApiKeyEntity, { workspaceId: tx.workspaceId, id: In(ids), revokedAt: IsNull() }),
    );
  }

  /** Creates a key. It does not check the scopes. The returned `key` is the plain text; only its hash is stored. */
  async create(
    tx: WorkspaceTransaction,
    name: string,
    scopes: Scope[],
    creator: Pick<Actor, 'kind' | 'id'>,
  ): Promise<{ apiKey: ApiKey; key: string }> {
    const key = generateApiKey();
    const apiKey: ApiKey = {
      id: newId(),
      workspaceId: tx.workspaceId,
      name,
      keyHash: hashApiKey(key),
      ...visiblePartsOf(key),
      scopes,
      createdByKind: creator.kind,
      createdById: creator.id,
      createdByName: await this.nameOf(tx, creator),
      createdAt: new Date(await tx.clock()),
      revokedAt: null,
    };
    await tx.manager.insert(ApiKeyEntity, apiKey);
    return { apiKey, key };
  }

  /** The scopes of a key, which is not revoked until the transaction ends; none when it is revoked already. */
  async holdScopes(tx: WorkspaceTransaction, id: string): Promise<readonly string[]> {
    const rows = await tx.query<{ scopes: string[] }>(
      'SELECT scopes FROM api_keys WHERE workspace_id = $1 AND id = $2 AND revoked_at IS NULL FOR SHARE',
      [tx.workspaceId, id],
    );
    return rows[0]?.scopes ?? [];
  }

  /** Revokes a key. Returns null when the workspace has no such key, or it is already revoked. */
  async revoke(tx: WorkspaceTransaction, id: string): Promise<RevokedKey | null> {
    const rows = await tx.query<RevokedKey>(
      `UPDATE api_keys SET revoked_at = clock_timestamp()
        WHERE workspace_id = $1 AND id = $2 AND revoked_at IS NULL RETURNING id, name, key_hash`,
      [tx.workspaceId, id],
    );
    return rows[0] ?? null;
  }

  /** Revokes the keys that a user has created, and those created with these keys. */
  async revokeCreatedBy(tx: WorkspaceTransaction, userId: string): Promise<RevokedKey[]> {
    return tx.query<RevokedKey>(
      `UPDATE api_keys SET revoked_at = clock_timestamp()
        WHERE workspace_id = $1 AND id IN (${createdBySql('$2')}) AND revoked_at IS NULL RETURNING id, name, key_hash`,
      [tx.workspaceId, userId],
    );
  }

  /** Revokes every key with this name except the one with the id `keptId`. */
  async revokeOthersNamed(tx: WorkspaceTransaction, name: string, keptId: string): Promise<RevokedKey[]> {
    return tx.query<RevokedKey>(
      `UPDATE api_keys SET revoked_at = clock_timestamp()
        WHERE workspace_id = $1 AND name = $2 AND id <> $3 AND revoked_at IS NULL RETURNING id, name, key_hash`,
      [tx.workspaceId, name, keptId],
    );
  }
  private async nameOf(
    tx: WorkspaceTransaction,
    { kind, id }: Pick<Actor, 'kind' | 'id'>,
  ): Promise<string | null> {
    const [row] = await tx.query<{ name: string | null }>(
      `SELECT ${actorNameSql('$1', '$2', '$3')} AS name`,
      [tx.workspaceId, kind, id],
    );
    return row?.name ?? null;
  }
}

/** SQL for the ids of the keys, revoked ones too, that `creator` has created, and of those created with these keys. `$1` is the workspace. */
function createdBySql(creator: string): string {
  return `WITH RECURSIVE created AS (
            SELECT id FROM api_keys WHERE workspace_id = $1 AND created_by_id = ${creator}
            UNION
            SELECT api_keys.id FROM api_keys JOIN created ON api_keys.created_by_id = created.id WHERE api_keys.workspace_id = $1)
          SELECT id FROM created`;
}
