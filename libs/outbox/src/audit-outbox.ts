import { type AuditActor, type AuditedAction, auditEntry } from '@flowforge/contracts/audit/audit-entry';
import { newId } from '@flowforge/contracts/ids';
import { AUDIT_BATCH, recordAuditEntries } from '@flowforge/contracts/requests/record-audit-entries';
import { fromMicros } from '@flowforge/contracts/time';
import type { NatsLink } from '@flowforge/messaging/nats-link';
import type { ServiceClient } from '@flowforge/messaging/service-client';
import type { WorkspaceTransaction } from '@flowforge/postgres/workspace-database';
import { PeriodicTask } from '@flowforge/scheduling/periodic-task';
import type { AuditOutboxMetrics } from './audit-outbox-metrics.js';
import type { AuditOutboxStore, ClaimedEntry } from './audit-outbox.store.js';

const PERIOD_MS = 1_000;
/** Longer than a request to the registry may take. */
const LEASE_MS = 10_000;
/** The longest pause before an entry is sent again, in milliseconds. */
const MAX_PAUSE_MS = 10_000;
/** About 10 minutes of tries. Then the entry is logged as an error, once. */
const TRIES_BEFORE_ERROR = 60;
/** An entry that is older is deleted, once it was sent `MIN_TRIES` times: a service that was stopped for longer still sends its entries. */
const KEEP_DAYS = 7;
const MIN_TRIES = 10;

/** Where the outbox logs: ids of entries only, no content. */
export interface AuditOutboxLog {
  warn(details: object, message: string): void;
  error(details: object, message: string): void;
}

/**
 * The way of a service's entries to the audit log, which the registry keeps. A use case adds its entry in its own transaction, and never
 * waits for the registry. This process, or another replica, then sends it until the registry confirms it.
 */
export class AuditOutbox {
  private readonly sending: PeriodicTask;

  constructor(
    private readonly store: AuditOutboxStore,
    private readonly registry: Pick<ServiceClient, 'ask'>,
    private readonly link: Pick<NatsLink, 'connection'>,
    private readonly metrics: AuditOutboxMetrics,
    private readonly log: AuditOutboxLog,
  ) {
    this.sending = new PeriodicTask({
      name: 'audit log',
      periodMs: PERIOD_MS,
      run: async (stopping) => {
        try {
          if (this.link.connection !== undefined) await this.sendAllDue(stopping);
        } finally {
          await this.deleteExpired();
          await this.measure();
        }
      },
      onError: (error) => this.log.warn({ err: error }, 'audit_log.not_sent'),
    });
  }

  /** Starts to send. Further calls have no effect. */
  start(): void {
    this.sending.start();
  }

  /** Resolves when the request that runs has ended, after 2 s at most. What is left is sent by another replica, or after the next start. */
  stop(): Promise<void> {
    return this.sending.stop();
  }

  /** Adds an entry in the transaction of what it is about. */
  async append(tx: WorkspaceTransaction, actor: AuditActor, action: AuditedAction): Promise<void> {
    const occurredAt = fromMicros(Date.now() * 1_000);
    await this.store.append(tx, auditEntry(newId(), tx.workspaceId, occurredAt, actor, action));
    tx.afterCommit(() => this.sending.runSoon());
  }

  private async sendAllDue(stopping: AbortSignal): Promise<void> {
    let mayHaveMore = true;
    while (mayHaveMore && !stopping.aborted) {
      mayHaveMore = await this.sendDue();
    }
  }

  private async deleteExpired(): Promise<void> {
    const ids = await this.store.deleteExpired(KEEP_DAYS, MIN_TRIES, AUDIT_BATCH);
    if (ids.length > 0) this.log.error({ ids }, 'audit_log.entries_deleted_unsent');
  }

  private async measure(): Promise<void> {
    const { count, oldestAgeSeconds } = await this.store.backlog();
    this.metrics.unsent.set(count);
    this.metrics.oldestAge.set(oldestAgeSeconds);
  }

  /** Sends one batch. Returns whether more may be due. */
  private async sendDue(): Promise<boolean> {
    const claimed = await this.store.claim(AUDIT_BATCH, LEASE_MS);
    if (claimed.length === 0) return false;
    const entries = claimed.map(({ entry }) => entry);
    const ids = entries.map(({ id }) => id);
    try {
      const { stored } = await this.registry.ask(recordAuditEntries, { entries });
      await this.store.delete(stored);
      const refused = ids.filter((id) => !stored.includes(id));
      if (refused.length > 0) await this.store.postpone(refused, MAX_PAUSE_MS);
      this.logStuck(claimed.filter(({ entry }) => refused.includes(entry.id)));
    } catch (error) {
      await this.store.postpone(ids, MAX_PAUSE_MS);
      this.logStuck(claimed);
      throw error;
    }
    return entries.length === AUDIT_BATCH;
  }

  private logStuck(unsent: readonly ClaimedEntry[]): void {
    const ids = unsent.filter(({ tries }) => tries === TRIES_BEFORE_ERROR).map(({ entry }) => entry.id);
    if (ids.length > 0) this.log.error({ ids, tries: TRIES_BEFORE_ERROR }, 'audit_log.entries_stuck');
  }
}
