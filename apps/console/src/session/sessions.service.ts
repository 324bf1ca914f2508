import { createHash } from 'node:crypto';
import type { SessionCheckAnswer } from '@flowforge/contracts/sessions/session-check';
import { Problem } from '@flowforge/service-kit/http/problem';
import { LRUCache } from 'lru-cache';
import type { SessionCheck } from './session-check.client.js';
import { isSessionToken } from './session-cookie.js';
import type { UnknownSessionLimit } from './unknown-session-limit.service.js';

/** A cached answer is used for so long, in milliseconds. If the signal of an ended session was lost, it works for so long. */
export const CACHED_MS = 5_000;
const CAPACITY = 10_000;

interface Entry {
  userId: string;
  internalToken: string;
  /** Until this time of the process's clock, in milliseconds, the entry is used without a check. */
  until: number;
}

/** The sessions that were checked recently. The registry decides; the front door keeps its answers for a few seconds. */
export class Sessions {
  private readonly entries = new LRUCache<string, Entry>({ max: CAPACITY });
  private readonly checking = new Map<string, Promise<Entry | null>>();
  /** Counts what was forgotten. An answer that is older than the last time is not kept. */
  private forgotten = 0;

  constructor(
    private readonly registry: Pick<SessionCheck, 'check'>,
    private readonly limit: Pick<UnknownSessionLimit, 'run'>,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /**
   * The internal token for requests in the name of the session's user.
   *
   * @param token the value of the cookie, of whatever form
   * @param ip address of the client
   * @throws Problem 401 `session_ended`, 429 after too many unknown tokens, 503 when the registry does not answer
   */
  async internalTokenOf(token: string, ip: string): Promise<string> {
    if (!isSessionToken(token)) throw sessionEnded();
    const tokenHash = hashOf(token);
    const known = this.entries.get(tokenHash);
    if (known && known.until > this.now()) return known.internalToken;
    const entry = await this.check(tokenHash, ip);
    if (entry === null) throw sessionEnded();
    return entry.internalToken;
  }

  /** The session of this token is checked again at its next use: it has ended, or has another token now. */
  forget(token: string): void {
    this.beginForgetting();
    const entry = this.entries.get(hashOf(token));
    if (entry) entry.until = 0;
  }

  /** The same for all sessions of a user. @param userId undefined: of all users */
  forgetUser(userId?: string): void {
    this.beginForgetting();
    for (const entry of this.entries.values())
      if (userId === undefined || entry.userId === userId) entry.until = 0;
  }

  /** The answers of the checks that run are for the requests that wait for them. Later requests ask again. */
  private beginForgetting(): void {
    this.forgotten += 1;
    this.checking.clear();
  }

  /** Requests that come while the same session is being checked wait for the same answer. */
  private async check(tokenHash: string, ip: string): Promise<Entry | null> {
    const running = this.checking.get(tokenHash);
    if (running !== undefined) return running;
    const ask = (): Promise<Entry | null> => this.ask(tokenHash);
    // A token that belonged to a session a moment ago does not count as unknown.
    const answer = this.entries.has(tokenHash) ? ask() : this.limit.run(ip, ask);
    const checking: Promise<Entry | null> = answer.finally(() => {
      if (this.checking.get(tokenHash) === checking) this.checking.delete(tokenHash);
    });
    this.checking.set(tokenHash, checking);
    return checking;
  }

  private async ask(tokenHash: string): Promise<Entry | null> {
    const { forgotten } = this;
    const askedAt = this.now();
    const answer = await this.registry.check(tokenHash);
    const entry = answer && entryOf(answer, askedAt);
    if (entry === null) {
      this.entries.delete(tokenHash);
      return null;
    }
    // The answer may be older than what was forgotten meanwhile: it is used for these requests and asked again for the next.
    if (forgotten !== this.forgotten) entry.until = 0;
    this.entries.set(tokenHash, entry);
    return entry;
  }
}

function entryOf(answer: SessionCheckAnswer, askedAt: number): Entry {
  const leftMs = Date.parse(answer.internal_token_expires_at) - Date.now();
  return {
    userId: answer.user_id,
    internalToken: answer.internal_token,
    until: askedAt + Math.min(CACHED_MS, leftMs),
  };
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** 401: there is no such session any more. */
export function sessionEnded(): Problem {
  return new Problem(401, 'session_ended', 'This session has ended. Sign in again.');
}
