import { WorkspaceDatabase } from '@flowforge/postgres/workspace-database';
import { actorOf } from '@flowforge/service-kit/auth/audit-actor';
import type { Caller } from '@flowforge/service-kit/auth/caller';
import { notFound } from '@flowforge/service-kit/http/problem';
import { LOG, type Log } from '@flowforge/service-kit/log';
import { Inject, Injectable } from '@nestjs/common';
import { AuditLogStore } from '../audit-log/audit-log.store.js';
import { SessionSignal } from '../session/session-signal.service.js';
import { SessionStore } from '../session/session.store.js';

@Injectable()
export class SignOutService {
  constructor(
    @Inject(WorkspaceDatabase) private readonly database: WorkspaceDatabase,
    @Inject(SessionStore) private readonly sessions: SessionStore,
    @Inject(AuditLogStore) private readonly auditLog: AuditLogStore,
    @Inject(SessionSignal) private readonly signal: SessionSignal,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /** @throws Problem 404 when the caller has no such session */
  async end(caller: Caller, id: string): Promise<void> {
    const { workspaceId, principal } = caller;
    await this.database.transaction(workspaceId, async (tx) => {
      if (!(await this.sessions.end(tx, principal.id, id))) throw notFound('session');
      await this.auditLog.append(tx, actorOf(caller), 'session.ended', { kind: 'session', id, name: null });
      tx.afterCommit(() => {
        this.signal.send(principal.id);
        this.log.info({ workspace_id: workspaceId, user_id: principal.id, session_id: id }, 'session.ended');
      });
    });
  }

  /** Ends all sessions of the caller. */
  async endAll(caller: Caller): Promise<void> {
    const { workspaceId, principal } = caller;
    await this.database.transaction(workspaceId, async (tx) => {
      const open = await this.sessions.list(tx, principal.id);
      const sessions = await this.sessions.endAll(tx, principal.id);
      for (const { id, workspace } of open) {
        if (workspace.id !== workspaceId) continue;
        await this.auditLog.append(tx, actorOf(caller), 'session.ended', { kind: 'session', id, name: null });
      }
      tx.afterCommit(() => {
        this.signal.send(principal.id);
        this.log.info({ workspace_id: workspaceId, user_id: principal.id, sessions }, 'session.all_ended');
      });
    });
  }
}
