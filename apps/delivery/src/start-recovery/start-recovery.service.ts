import type { AuditOutbox } from '@flowforge/outbox/audit-outbox';
import { actorOf } from '@flowforge/service-kit/auth/audit-actor';
import { newId } from '@flowforge/contracts/ids';
import type { WorkspaceDatabase, WorkspaceTransaction } from '@flowforge/postgres/workspace-database';
import type { Caller } from '@flowforge/service-kit/auth/caller';
import { conflict, invalid, type Problem } from '@flowforge/service-kit/http/problem';
import type { Answer, IdempotencyRequest } from '@flowforge/service-kit/idempotency/idempotency';
import { withIdempotencyKey } from '@flowforge/service-kit/idempotency/idempotency.store';
import type { RecoverableStatus } from '../job/job.js';
import { addJob } from '../job/job.store.js';
import { DEFAULT_STATUSES, recoveryDto, type RecoveryDto } from '../recovery/recovery.dto.js';
import { readRecovery } from '../recovery/recovery.store.js';
import type { CurrentRouting } from '../routing/current-routing.worker.js';
import { withLatestRouting } from '../routing/latest-routing.service.js';
import { activeWebhook } from '../routing/own-webhook.js';

/** What to send again; times as in the request. */
export interface StartRecovery {
  webhookId: string;
  since: Date;
  until: Date | undefined;
  statuses: readonly RecoverableStatus[] | undefined;
}

/** 409: a recovery of the webhook runs. */
export function recoveryRunning(): Problem {
  return conflict(
    'recovery_running',
    'A recovery of this webhook is running. Wait until it has ended, or cancel it.',
  );
}

/** Starts a recovery: it sends what a webhook missed. */
export class StartRecoveryService {
  constructor(
    private readonly database: WorkspaceDatabase,
    private readonly routing: CurrentRouting,
    private readonly audit: AuditOutbox,
    private readonly onJobs: () => void,
  ) {}

  /**
   * Stores the recovery; a replica works on it after the commit.
   *
   * @throws Problem 422 when `until` is not after `since`, or `since` is in the future; 404 when the webhook is not the workspace's, 409 `webhook_inactive` when it is
   * disabled or deleted, 409 `recovery_running` when another recovery of it runs
   */
  async start(
    caller: Caller,
    request: IdempotencyRequest,
    command: StartRecovery,
  ): Promise<Answer<RecoveryDto>> {
    const { since, until: end } = command;
    if (end !== undefined && end <= since) {
      throw invalid([{ field: 'until', message: 'must be later than `since`' }]);
    }
    if (since.getTime() > Date.now()) {
      throw invalid([{ field: 'since', message: 'must not be in the future' }]);
    }
    return withLatestRouting(this.routing, () =>
      this.database.transaction(caller.workspaceId, (tx) =>
        withIdempotencyKey(tx, request, caller.principal, async () => ({
          status: 202,
          body: await this.store(tx, caller, command),
        })),
      ),
    );
  }

  private async store(
    tx: WorkspaceTransaction,
    caller: Caller,
    command: StartRecovery,
  ): Promise<RecoveryDto> {
    const { webhookId, since, until, statuses = DEFAULT_STATUSES } = command;
    activeWebhook(this.routing, tx.workspaceId, webhookId);
    const id = newId();
    const isStored = await addJob(tx, {
      id,
      kind: 'recovery',
      workspaceId: tx.workspaceId,
      webhookId,
      revision: null,
      since: since.getTime() * 1_000,
      until: Math.min(until?.getTime() ?? Number.POSITIVE_INFINITY, Date.now()) * 1_000,
      statuses: [...statuses],
    });
    if (!isStored) throw recoveryRunning();
    const stored = await readRecovery(tx, id);
    if (!stored) throw new Error(`the recovery ${id} was not stored`);
    const target = { kind: 'webhook', id: webhookId, name: null } as const;
    await this.audit.append(tx, actorOf(caller), { action: 'recovery.started', target });
    tx.afterCommit(() => this.onJobs());
    return recoveryDto(stored);
  }
}
