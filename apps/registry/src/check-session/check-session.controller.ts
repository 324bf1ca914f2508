import {
  readSessionCheckRequest,
  SESSION_CHECK_PATH,
  type SessionCheckAnswer,
} from '@flowforge/contracts/sessions/session-check';
import { KeyRing } from '@flowforge/encryption/key-ring';
import { Database } from '@flowforge/postgres/database';
import { issueInternalToken } from '@flowforge/service-kit/auth/internal-token';
import { invalid, notFound } from '@flowforge/service-kit/http/problem';
import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { SessionStore } from '../session/session.store.js';

/**
 * Tells the front door whose session a cookie belongs to, and issues the internal token for its requests. The 256 random bits of the
 * session token are the authorization: its hash cannot be guessed, and what the table stores is the hash of that hash.
 */
@ApiExcludeController()
@Controller()
export class CheckSessionController {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(SessionStore) private readonly sessions: SessionStore,
    @Inject(KeyRing) private readonly keyRing: KeyRing,
  ) {}

  @Post(SESSION_CHECK_PATH)
  @HttpCode(200)
  async check(@Body() body: unknown): Promise<SessionCheckAnswer> {
    const request = readSessionCheckRequest(body);
    if (request === null)
      throw invalid([{ field: 'token_hash', message: 'must be a SHA-256 in lower-case hex' }]);
    const session = await this.sessions.use(this.database, request.token_hash);
    if (!session) throw notFound('session');
    const claims = {
      user_id: session.user.id,
      workspace_id: session.workspace.id,
      role: session.role,
      session_id: session.id,
    };
    const { token, expiresAt } = issueInternalToken(this.keyRing, claims, Date.now());
    return { ...claims, internal_token: token, internal_token_expires_at: expiresAt.toISOString() };
  }
}
