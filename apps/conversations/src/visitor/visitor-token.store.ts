import type { WorkspaceTransaction } from '@flowforge/postgres/workspace-database';
import { Injectable } from '@nestjs/common';

@Injectable()
export class VisitorTokenStore {
  async insert(tx: WorkspaceTransaction, conversationId: string, tokenHash: Buffer): Promise<void> {
    await tx.query(
      'INSERT INTO visitor_tokens (token_hash, workspace_id, conversation_id) VALUES ($1, $2, $3)',
      [tokenHash, tx.workspaceId, conversationId],
    );
  }
}
