import { KeyedLimit, LimitReachedError } from '@flowforge/scheduling/keyed-limit';
import type { Database, Transaction } from './database.js';

/**
 * One transaction on behalf of one workspace. Every statement in it names `workspaceId` as its tenant; the session setting
 * `flowforge.workspace_id` holds it too, for row-level security policies.
 */
export interface WorkspaceTransaction extends Transaction {
  readonly workspaceId: string;
}

/** One workspace uses all the connections of this process that it may have, and its other transactions wait already. */
export class WorkspaceBusyError extends Error {}

/** Transactions of one workspace that wait for a connection at most; one more is refused. */
const WAITING = 1_000;
/** How long a transaction waits for a connection of its workspace, in milliseconds; the same as in the pool. */
const WAIT_MS = 5_000;

/**
 * Transactions of one workspace: the first of the two barriers between tenants. In one process, the transactions of a workspace
 * hold at most half of the connections, so that slow ones leave connections to the other workspaces.
 */
export class WorkspaceDatabase {
  private readonly connections: KeyedLimit;

  constructor(private readonly database: Database) {
    const running = Math.max(1, Math.floor(database.poolSize / 2));
    this.connections = new KeyedLimit({ running, waiting: WAITING, waitMs: WAIT_MS });
  }

  /**
   * Runs `work` in one transaction of `workspaceId`: commits when it resolves, rolls back when it rejects. `work` must not open a
   * second transaction and wait for it: the second one may be waiting for the connection of the first.
   *
   * @throws WorkspaceBusyError
   */
  async transaction<T>(workspaceId: string, work: (tx: WorkspaceTransaction) => Promise<T>): Promise<T> {
    const leave = await this.enter(workspaceId);
    try {
      return await this.database.transaction(async (tx) => {
        // The effects after the commit need no connection, and may open transactions of their own.
        tx.afterCommit(leave);
        await tx.query(`SELECT set_config('flowforge.workspace_id', $1, true)`, [workspaceId]);
        return work({ ...tx, workspaceId });
      });
    } finally {
      leave();
    }
  }

  private async enter(workspaceId: string): Promise<() => void> {
    try {
      return await this.connections.enter(workspaceId);
    } catch (error) {
      if (error instanceof LimitReachedError) throw new WorkspaceBusyError(error.message);
      throw error;
    }
  }
}
