import { newId } from '@flowforge/contracts/ids';
import type { Database } from '@flowforge/postgres/database';

/** A workspace in the list of the operator. */
export interface ListedWorkspace {
  id: string;
  /** The unique name that the operator gave it, such as `demo` (column `slug`). */
  name: string;
  createdAt: Date;
}

/** The workspaces of all tenants. Only the operator's command uses this class: its SQL is not limited to one workspace. */
export class AllWorkspacesStore {
  constructor(private readonly database: Database) {}

  /**
   * Creates a workspace, or returns the existing one of this name. When several processes create the same name at the same
   * time, one of them creates the workspace and all get the same id.
   */
  async create(name: string): Promise<{ id: string; created: boolean }> {
    const id = newId();
    const made = await this.database.query<{ id: string }>(
      `INSERT INTO workspaces (id, slug, name) VALUES ($1, $2, $2) ON CONFLICT (slug) DO NOTHING RETURNING id`,
      [id, name],
    );
    if (made.length > 0) return { id, created: true };
    const found = await this.find(name);
    if (found === null) throw new Error('the workspace was deleted at the same time; try again');
    return { id: found, created: false };
  }

  /** The id of a workspace, by its name or its id; null when there is none. */
  async find(nameOrId: string): Promise<string | null> {
    const rows = await this.database.query<{ id: string }>(
      'SELECT id FROM workspaces WHERE id::text = $1 OR slug = $1 ORDER BY id::text = $1 DESC LIMIT 1',
      [nameOrId.toLowerCase()],
    );
    return rows[0]?.id ?? null;
  }

  /**
   * Up to `limit` webhooks, in the order of their ids, of which a secret or the custom headers do not begin with `prefix`. `after` is the
   * last id of the previous page, or null.
   */
  async webhooksNotEncryptedWith(
    prefix: string,
    limit: number,
    after: string | null,
  ): Promise<{ id: string; workspaceId: string }[]> {
    const rows = await this.database.query<{ id: string; workspace_id: string }>(
      `SELECT id, workspace_id FROM webhooks
       WHERE deleted_at IS NULL AND ($3::uuid IS NULL OR id > $3)
         AND (NOT starts_with(headers_sealed, $1)
              OR EXISTS (SELECT FROM jsonb_array_elements(secrets) AS secret WHERE NOT starts_with(secret ->> 'sealed', $1)))
       ORDER BY id LIMIT $2`,
      [prefix, limit, after],
    );
    return rows.map(({ id, workspace_id }) => ({ id, workspaceId: workspace_id }));
  }

  /** Workspaces in the order of their ids, so oldest first. `after` is the last id of the previous page, or null. */
  async list(limit: number, after: string | null): Promise<ListedWorkspace[]> {
    const rows = await this.database.query<{ id: string; slug: string; created_at: Date }>(
      `SELECT id, slug, created_at FROM workspaces WHERE $2::uuid IS NULL OR id > $2 ORDER BY id LIMIT $1`,
      [limit, after],
    );
    return rows.map(({ id, slug, created_at }) => ({ id, name: slug, createdAt: created_at }));
  }
}
