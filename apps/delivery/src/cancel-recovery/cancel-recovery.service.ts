import type { AuditOutbox } from '@flowforge/outbox/audit-outbox';
import { actorOf } from '@flowforge/service-kit/auth/audit-actor';
import type { WorkspaceDatabase } from '@flowforge/postgres/workspace-database';
import type { Caller } from '@flowforge/service-kit/auth/caller';
import { notFound } from '@flowforge/service-kit/http/problem';
import { cancelRecovery, readRecovery } from '../recovery/recovery.store.js';

/** Cancels a recovery. */
export class CancelRecoveryService {
  constructor(
    private readonly database: WorkspaceDatabase,
    private readonly audit: Pick<AuditOutbox, 'append'>,
  ) {}

  /**
   * Cancels a recovery that runs; one that has ended stays as it is.
   *
   * @throws Problem 404 when it is not the workspace's
   */
  async cancel(caller: Caller, id: string): Promise<void> {
    await this.database.transaction(caller.workspaceId, async (tx) => {
      const webhookId = await cancelRecovery(tx, id);
      if (webhookId === null) {
        if ((await readRecovery(tx, id)) === undefined) throw notFound('recovery');
        return;
      }
      const target = { kind: 'webhook', id: webhookId, name: null } as const;
      await this.audit.append(tx, actorOf(caller), { action: 'recovery.cancelled', target });
    });
  }
}
