import { createHash, randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { newId } from '@flowforge/contracts/ids';
import { SESSION_CHECK_PATH, type SessionCheckAnswer } from '@flowforge/contracts/sessions/session-check';
import { bodyOf } from '../running-console.testing.js';

/** What a service behind the front door received. */
export interface Received {
  method: string | undefined;
  url: string | undefined;
  headers: Record<string, string | undefined>;
}

/**
 * A registry for tests of the front door: it checks sessions, opens and ends them, and answers every other request with what it
 * received. It answers for the other services too.
 */
export class FakeRegistry {
  readonly sessions = new Map<string, SessionCheckAnswer>();
  /** Number of session checks, and every request that was forwarded. */
  checks = 0;
  readonly received: Received[] = [];
  /** Called before a check is answered. */
  beforeCheck: () => Promise<void> | void = () => undefined;
  /** The status of every answer to a check that is not 200 or 404; undefined: it works. */
  failsWith: number | undefined;

  /** Opens a session; returns its token. */
  open(session: Partial<SessionCheckAnswer> = {}): string {
    const token = `ffs_${randomBytes(32).toString('base64url')}`;
    this.sessions.set(hashOf(token), {
      session_id: newId(),
      user_id: newId(),
      workspace_id: newId(),
      role: 'owner',
      internal_token: `ffi_${randomBytes(8).toString('hex')}`,
      internal_token_expires_at: new Date(Date.now() + 60_000).toISOString(),
      ...session,
    });
    return token;
  }

  end(token: string): void {
    this.sessions.delete(hashOf(token));
  }

  of(token: string): SessionCheckAnswer | undefined {
    return this.sessions.get(hashOf(token));
  }

  readonly answer = (request: IncomingMessage, response: ServerResponse): void => {
    this.answerTo(request, response).catch(() => response.destroy());
  };

  private async answerTo(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bodyOf(request);
    const json = (status: number, content: object, headers: Record<string, string> = {}): void => {
      response
        .writeHead(status, { 'content-type': 'application/json', ...headers })
        .end(JSON.stringify(content));
    };
    const { method, url } = request;
    if (url === SESSION_CHECK_PATH) {
      this.checks += 1;
      const session = this.sessions.get(String(body.token_hash));
      await this.beforeCheck();
      if (this.failsWith !== undefined) return json(this.failsWith, {});
      return session ? json(200, session) : json(404, {});
    }
    const headers = Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
    );
    const received = { method, url, headers };
    this.received.push(received);
    const opensOne = method === 'POST' && (url === '/v1/sessions' || url === '/internal/local-sign-in');
    if (opensOne) return json(201, received, { 'x-session-token': this.open() });
    if (method === 'DELETE') return json(200, received, { 'x-session-token': '', 'set-cookie': 'a=b' });
    json(200, received);
  }
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
