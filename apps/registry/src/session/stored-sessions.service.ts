import { Database } from '@flowforge/postgres/database';
import { scopesOfRole } from '@flowforge/contracts/words';
import { KeyRing } from '@flowforge/encryption/key-ring';
import type { Identity } from '@flowforge/service-kit/auth/caller';
import {
  identityOf,
  InternalTokenVerifier,
  readInternalToken,
} from '@flowforge/service-kit/auth/internal-token';
import { Inject, Injectable } from '@nestjs/common';
import { SessionStore } from './session.store.js';

/**
 * Verifies internal tokens, and the session behind them in the registry's own table. So an ended session and a changed role take
 * effect here at once, while the other services accept a token for up to a minute.
 */
@Injectable()
export class StoredSessions extends InternalTokenVerifier {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(SessionStore) private readonly sessions: SessionStore,
    @Inject(KeyRing) private readonly keyRing: KeyRing,
  ) {
    super();
  }

  async verify(token: string): Promise<Identity | null> {
    const payload = readInternalToken(this.keyRing, token, Date.now());
    if (payload === null) return null;
    const session = await this.sessions.find(this.database, payload.user_id, payload.session_id);
    return session && { ...identityOf(payload), scopes: scopesOfRole(session.role) };
  }
}
