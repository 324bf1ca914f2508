import { newId } from '@flowforge/contracts/ids';
import { Database } from '@flowforge/postgres/database';
import { Inject, Injectable } from '@nestjs/common';

/** Workspaces by the operator's own names, over all tenants: for the tools of whoever runs the system. */
@Injectable()
export class OperatorWorkspaces {
  constructor(@Inject(Database) private readonly database: Database) {}

  /** The id of the workspace called `slug`, made now if it was not there. Safe from many processes at once. */
  async ensure(slug: string): Promise<{ id: string; created: boolean }> {
    const id = newId();
    const made = await this.database.query<{ id: string }>(
      `INSERT INTO workspaces (id, slug, name) VALUES ($1, $2, $2) ON CONFLICT (slug) DO NOTHING RETURNING id`,
      [id, slug],
    );
    if (made.length > 0) return { id, created: true };
    const found = await this.database.query<{ id: string }>('SELECT id FROM workspaces WHERE slug = $1', [
      slug,
    ]);
    if (!found[0]) throw new Error('the workspace is neither new nor there');
    return { id: found[0].id, created: false };
  }
}
