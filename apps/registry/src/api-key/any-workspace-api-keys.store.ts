import { Database } from '@flowforge/postgres/database';
import type { Caller } from '@flowforge/service-kit/auth/caller';
import { Inject, Injectable } from '@nestjs/common';

interface Row {
  id: string;
  workspace_id: string;
  scopes: string[];
}

/**
 * Finds a key in whatever workspace it is: who calls is not known before. With `OperatorWorkspaces` the only place of the
 * registry whose statements name no workspace.
 */
@Injectable()
export class AnyWorkspaceApiKeys {
  constructor(@Inject(Database) private readonly database: Database) {}

  /** The holder of the key with this SHA-256 (hex); null for one that never was or was revoked. */
  async findByHash(keyHash: string): Promise<Caller | null> {
    const rows = await this.database.query<Row>(
      'SELECT id, workspace_id, scopes FROM api_keys WHERE key_hash = $1 AND revoked_at IS NULL',
      [keyHash],
    );
    const row = rows[0];
    if (!row) return null;
    return { workspaceId: row.workspace_id, principal: { kind: 'api_key', id: row.id }, scopes: row.scopes };
  }
}
