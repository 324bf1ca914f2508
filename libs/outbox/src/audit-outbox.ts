import { type AuditActor, type AuditedAction, auditEntry } from '@flowforge/contracts/audit/audit-entry';
import { newId } from '@flowforge/contracts/ids';
import { AUDIT_BATCH, recordAuditEntries } from '@flowforge/contracts/requests/record-audit-entries';
import { fromMicros } from '@flowforge/contracts/time';
import type { NatsLink } from '@flowforge/messaging/nats-link';
import type { ServiceClient } from '@flowforge/messaging/service-client';
import type { WorkspaceTransaction } from '@flowforge/postgres/workspace-database';
import { PeriodicTask } from '@flowforge/scheduling/periodic-task';
import { Gauge, type Registry } from 'prom-client';
import type { AuditOutboxStore } from './audit-outbox.store.js';

const PERIOD_MS = 1_000;
/** Longer than a request to the registry may take. */
const LEASE_MS = 10_000;
/** The longest pause before an entry is sent again, in milliseconds. */
const MAX_PAUSE_MS = 10_000;

/**
 * The way of a service's entries to the audit log, which the registry keeps. A use case adds its entry in its own transaction, and never
 * waits for the registry. This process, or another replica, then sends it until the registry confirms it.
 */
export class AuditOutbox {
  private readonly sending: PeriodicTask;
  private readonly waiting: Gauge;

  constructor(
    private readonly store: AuditOutboxStore,
    private readonly registry: Pick<ServiceClient, 'ask'>,
    private readonly link: Pick<NatsLink, 'connection'>,
    metrics: Registry,
    onError: (error: unknown) => void,
  ) {
    this.waiting = new Gauge({
      name: 'audit_entries_unsent',
      help: 'Entries of the audit log that the registry has not stored yet.',
      registers: [metrics],
    });
    this.sending = new PeriodicTask({
      name: 'audit log',
      periodMs: PERIOD_MS,
      run: async (stopping) => {
        if (this.link.connection !== undefined) while ((await this.sendDue()) && !stopping.aborted);
        this.waiting.set(await this.store.count());
      },
      onError,
    });
  }

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

  /** Sends one batch. Returns whether more may be due. */
  private async sendDue(): Promise<boolean> {
    const entries = await this.store.claim(AUDIT_BATCH, LEASE_MS);
    if (entries.length === 0) return false;
    const ids = entries.map(({ id }) => id);
    try {
      const { stored } = await this.registry.ask(recordAuditEntries, { entries });
      await this.store.delete(stored);
      const refused = ids.filter((id) => !stored.includes(id));
      if (refused.length > 0) await this.store.postpone(refused, MAX_PAUSE_MS);
    } catch (error) {
      await this.store.postpone(ids, MAX_PAUSE_MS);
      throw error;
    }
    return entries.length === AUDIT_BATCH;
  }
}
