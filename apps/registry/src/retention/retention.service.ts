import { Database } from '@flowforge/postgres/database';
import type { PeriodicTask } from '@flowforge/scheduling/periodic-task';
import { IdempotencyRetention } from '@flowforge/service-kit/idempotency/idempotency-retention';
import { LOG, type Log } from '@flowforge/service-kit/log';
import { deletionOf, type RetentionStep, retentionTask } from '@flowforge/service-kit/retention';
import { RetentionMetrics } from '@flowforge/service-kit/retention-metrics';
import { Inject, Injectable } from '@nestjs/common';
import { AuditLogStore } from '../audit-log/audit-log.store.js';
import { InvitationStore } from '../invitation/invitation.store.js';
import { PasswordResetStore } from '../password-reset/password-reset.store.js';
import { SessionStore } from '../session/session.store.js';
import { SignInLimitStore } from '../sign-in-limit/sign-in-limit.store.js';

/** Days that an entry of the audit log is kept. */
export const AUDIT_RETENTION_DAYS = Symbol('days of the audit log');

const PERIOD_MS = 300_000;

/**
 * Deletes every 5 minutes what has expired: stored answers, sessions, counts of tries to sign in,
 * invitations, links that reset a password, and old entries of the audit log.
 */
@Injectable()
export class Retention {
  private readonly task: PeriodicTask;

  constructor(
    @Inject(IdempotencyRetention) answers: IdempotencyRetention,
    @Inject(Database) database: Database,
    @Inject(SessionStore) sessions: SessionStore,
    @Inject(SignInLimitStore) signInTries: SignInLimitStore,
    @Inject(InvitationStore) invitations: InvitationStore,
    @Inject(PasswordResetStore) resets: PasswordResetStore,
    @Inject(AuditLogStore) auditLog: AuditLogStore,
    @Inject(AUDIT_RETENTION_DAYS) auditDays: number,
    @Inject(RetentionMetrics) metrics: RetentionMetrics,
    @Inject(LOG) log: Log,
  ) {
    const deletion = (table: string, deleteBatch: (limit: number) => Promise<number>): RetentionStep =>
      deletionOf(table, metrics, deleteBatch);
    const steps = [
      answers,
      deletion('sessions', (limit) => sessions.deleteExpired(database, limit)),
      deletion('sign_in_tries', (limit) => signInTries.deleteExpired(limit)),
      deletion('invitations', (limit) => invitations.deleteExpired(database, limit)),
      deletion('password_resets', (limit) => resets.deleteExpired(database, limit)),
      deletion('audit_log', (limit) => auditLog.deleteOlder(database, auditDays, limit)),
    ];
    this.task = retentionTask(PERIOD_MS, steps, log);
  }

  start(): void {
    this.task.start();
  }

  /** Resolves when the running round has ended. */
  stop(): Promise<void> {
    return this.task.stop();
  }
}
