import type { Database, Transaction } from './database.js';

/**
 * One transaction on behalf of one workspace. Every statement in it names `workspaceId` as its tenant; the session setting
 * `flowforge.workspace_id` holds it too, for row-level security policies.
 */
export interface WorkspaceTransaction extends Transaction {
  readonly workspaceId: string;
}

/** Transactions of one workspace: the first of the two barriers between tenants. */
export class WorkspaceDatabase {
  constructor(private readonly database: Database) {}

  /** Runs `work` in one transaction of `workspaceId`: commits when it resolves, rolls back when it rejects. */
  transaction<T>(workspaceId: string, work: (tx: WorkspaceTransaction) => Promise<T>): Promise<T> {
    return this.database.transaction(async (tx) => {
      await tx.query(`SELECT set_config('flowforge.workspace_id', $1, true)`, [workspaceId]);
      return work({ ...tx, workspaceId });
    });
  }
}
