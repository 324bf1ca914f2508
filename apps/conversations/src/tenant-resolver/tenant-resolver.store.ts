import { Database } from '@flowforge/postgres/database';
import { Inject, Injectable } from '@nestjs/common';

/** Whom a visitor's token stands for. */
export interface Visitor {
  workspaceId: string;
  conversationId: string;
}

/**
 * Which workspace a visitor's request belongs to. A visitor names no workspace, so these are the only statements of the
 * HTTP side that run outside a workspace transaction; all they tell is which one to open.
 */
@Injectable()
export class TenantResolver {
  constructor(@Inject(Database) private readonly database: Database) {}

  /** The workspace of a widget, or null when there is no such widget. */
  async ofWidget(widgetId: string): Promise<string | null> {
    const rows = await this.database.query<{ workspaceId: string }>(
      `SELECT workspace_id AS "workspaceId" FROM widgets WHERE id = $1`,
      [widgetId],
    );
    return rows[0]?.workspaceId ?? null;
  }

  /** Whom a token with this hash was given to, or null when no token has it. */
  async ofVisitor(tokenHash: Buffer): Promise<Visitor | null> {
    const rows = await this.database.query<Visitor>(
      `SELECT workspace_id AS "workspaceId", conversation_id AS "conversationId" FROM visitor_tokens WHERE token_hash = $1`,
      [tokenHash],
    );
    return rows[0] ?? null;
  }
}
