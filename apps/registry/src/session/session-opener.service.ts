import type { WorkspaceTransaction } from '@flowforge/postgres/workspace-database';
import { LOG, type Log } from '@flowforge/service-kit/log';
import { Inject, Injectable } from '@nestjs/common';
import { AuditLogStore } from '../audit-log/audit-log.store.js';
import type { Session } from './session.js';
import { type Client, SessionStore } from './session.store.js';

/** A new session. `token` is the plain text; only a hash of it is stored. */
export interface OpenedSession {
  session: Session;
  token: string;
}

/** Opens sessions for users whose password or token has been checked. */
@Injectable()
export class SessionOpener {
  constructor(
    @Inject(SessionStore) private readonly sessions: SessionStore,
    @Inject(AuditLogStore) private readonly auditLog: AuditLogStore,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /** Opens a session in the workspace of the transaction, whose member the user is. */
  async open(tx: WorkspaceTransaction, userId: string, client: Client): Promise<OpenedSession> {
    const { id, token } = await this.sessions.create(tx, userId, client);
    const session = await this.sessions.find(tx, userId, id);
    if (!session) throw new Error('the new session was not found');
    await this.auditLog.append(tx, { kind: 'user', id: userId, address: client.address }, 'session.started', {
      kind: 'session',
      id,
      name: null,
    });
    const ids = { workspace_id: tx.workspaceId, user_id: userId, session_id: id };
    tx.afterCommit(() => this.log.info(ids, 'session.started'));
    return { session, token };
  }
}
