import { Database } from '@flowforge/postgres/database';
import { PeriodicTask } from '@flowforge/scheduling/periodic-task';
import { IdempotencyRetention } from '@flowforge/service-kit/idempotency/idempotency-retention';
import { LOG, type Log } from '@flowforge/service-kit/log';
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
/** Rows that one statement deletes. */
const BATCH = 1_000;

/**
 * Deletes every 5 minutes what has expired: stored answers, sessions, counts of tries to sign in,
 * invitations, links that reset a password, and old entries of the audit log.
 */
@Injectable()
export class Retention {
  private readonly task: PeriodicTask;

  constructor(
    @Inject(IdempotencyRetention) private readonly answers: IdempotencyRetention,
    @Inject(Database) private readonly database: Database,
    @Inject(SessionStore) private readonly sessions: SessionStore,
    @Inject(SignInLimitStore) private readonly signInTries: SignInLimitStore,
    @Inject(InvitationStore) private readonly invitations: InvitationStore,
    @Inject(PasswordResetStore) private readonly resets: PasswordResetStore,
    @Inject(AuditLogStore) private readonly auditLog: AuditLogStore,
    @Inject(AUDIT_RETENTION_DAYS) private readonly auditDays: number,
    @Inject(RetentionMetrics) private readonly metrics: RetentionMetrics,
    @Inject(LOG) log: Log,
  ) {
    this.task = new PeriodicTask({
      name: 'retention',
      periodMs: PERIOD_MS,
      run: (stopping) => this.run(stopping),
      onError: (error) => log.error({ err: error }, 'retention.failed'),
    });
  }

  private async run(stopping: AbortSignal): Promise<void> {
    await this.answers.run(stopping);
    await this.empty('sessions', stopping, () => this.sessions.deleteExpired(this.database, BATCH));
    await this.empty('sign_in_tries', stopping, () => this.signInTries.deleteExpired(BATCH));
    await this.empty('invitations', stopping, () => this.invitations.deleteExpired(this.database, BATCH));
    await this.empty('password_resets', stopping, () => this.resets.deleteExpired(this.database, BATCH));
    await this.empty('audit_log', stopping, () =>
      this.auditLog.deleteOlder(this.database, this.auditDays, BATCH),
    );
  }

  /** Deletes batch by batch until a batch is not full, or `stopping` is aborted. */
  private async empty(
    table: string,
    stopping: AbortSignal,
    deleteBatch: () => Promise<number>,
  ): Promise<void> {
    let isFull = true;
    while (isFull && !stopping.aborted) {
      const rows = await deleteBatch();
      this.metrics.countDeleted(table, rows);
      isFull = rows === BATCH;
    }
  }

  start(): void {
    this.task.start();
  }

  /** Resolves when the running round has ended. */
  stop(): Promise<void> {
    return this.task.stop();
  }
}
