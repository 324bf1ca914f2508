import { Database } from '@flowforge/postgres/database';
import type { Identity } from '@flowforge/service-kit/auth/caller';
import { Inject, Injectable } from '@nestjs/common';

interface Row {
  id: string;
  workspace_id: string;
  scopes: string[];
}

/** Finds an api key across all workspaces: the key itself identifies the workspace of a caller. */
@Injectable()
export class CrossTenantApiKeyLookup {
  constructor(@Inject(Database) private readonly database: Database) {}

  /** The caller whose key has this SHA-256 (lower-case hexadecimal); null when the key is unknown or revoked. */
  async findByHash(keyHash: string): Promise<Identity | null> {
    const rows = await this.database.query<Row>(
      'SELECT id, workspace_id, scopes FROM api_keys WHERE key_hash = $1 AND revoked_at IS NULL',
      [keyHash],
    );
    const row = rows[0];
    if (!row) return null;
    return { workspaceId: row.workspace_id, principal: { kind: 'api_key', id: row.id }, scopes: row.scopes };
  }
}
