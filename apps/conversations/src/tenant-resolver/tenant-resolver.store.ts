import { Database } from '@flowforge/postgres/database';
import { Inject, Injectable } from '@nestjs/common';

/** Whom a visitor token identifies. */
export interface Visitor {
  workspaceId: string;
  conversationId: string;
}

/** Which pages may send the request; null for any. */
interface AllowedOrigins {
  allowedOrigins: string[] | null;
}

/**
 * Finds the workspace of a visitor's request. Visitors name no workspace, so these statements run across tenants. All files with such
 * SQL are listed in docs/sql-across-workspaces.md.
 */
@Injectable()
export class TenantResolver {
  constructor(@Inject(Database) private readonly database: Database) {}

  /** The workspace and the allowed origins of a widget, or null when there is no such widget. */
  async ofWidget(widgetId: string): Promise<({ workspaceId: string } & AllowedOrigins) | null> {
    const rows = await this.database.query<{ workspaceId: string } & AllowedOrigins>(
      `SELECT workspace_id AS "workspaceId", allowed_origins AS "allowedOrigins" FROM widgets WHERE id = $1`,
      [widgetId],
    );
    return rows[0] ?? null;
  }

  /** The visitor of a token and the allowed origins of its widget as they are, or as they were when it was deleted; or null. */
  async ofVisitor(tokenHash: Buffer): Promise<(Visitor & AllowedOrigins) | null> {
    const rows = await this.database.query<Visitor & AllowedOrigins>(
      `SELECT token.workspace_id AS "workspaceId", token.conversation_id AS "conversationId",
              CASE WHEN widget.id IS NOT NULL THEN widget.allowed_origins
                   WHEN deleted.id IS NOT NULL THEN deleted.allowed_origins
                   ELSE '{}' END AS "allowedOrigins"
         FROM visitor_tokens token
         JOIN conversations conversation ON conversation.id = token.conversation_id
         LEFT JOIN widgets widget ON widget.id = conversation.widget_id
         LEFT JOIN deleted_widgets deleted ON deleted.id = conversation.widget_id
        WHERE token.token_hash = $1`,
      [tokenHash],
    );
    return rows[0] ?? null;
  }
}
