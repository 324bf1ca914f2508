import { Inject, Injectable } from '@nestjs/common';
import {
  decodeSessionCheckAnswer,
  SESSION_CHECK_PATH,
  type SessionCheckAnswer,
  type SessionCheckRequest,
} from '@flowforge/contracts/sessions/session-check';
import { unavailable } from '@flowforge/service-kit/http/problem';
import { UpstreamClient } from '../upstream/upstream.client.js';

/** A replica of the registry that does not answer within this time, in milliseconds, is left out for this check. */
const REPLICA_MS = 1_500;
/** Requests for one check. Each goes to the next replica. */
const TRIES = 2;

/** Asks the registry whose session a token belongs to. */
@Injectable()
export class SessionCheck {
  constructor(@Inject(UpstreamClient) private readonly upstream: UpstreamClient) {}

  /**
   * @param tokenHash SHA-256 of the session's token, in lower-case hex
   * @returns null when there is no such session, or it has ended
   * @throws Problem 503 `registry_unavailable` when the registry does not answer within 3 s, or cannot
   */
  async check(tokenHash: string): Promise<SessionCheckAnswer | null> {
    for (let tried = 0; tried < TRIES; tried += 1) {
      const answer = await this.ask(tokenHash).catch(() => undefined);
      if (answer !== undefined) return answer;
    }
    throw unavailable(
      'registry_unavailable',
      'The session cannot be checked now, because the registry service does not answer. Send the request again.',
    );
  }

  /** Undefined for an answer that tells nothing about the session. */
  private async ask(tokenHash: string): Promise<SessionCheckAnswer | null | undefined> {
    const request: SessionCheckRequest = { token_hash: tokenHash };
    const body = Buffer.from(JSON.stringify(request));
    const { statusCode, body: answer } = await this.upstream.send('registry', {
      target: SESSION_CHECK_PATH,
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-length': String(body.length) },
      isRead: true,
      isStream: false,
      body: () => [body],
      signal: AbortSignal.timeout(REPLICA_MS),
    });
    const bytes = await answer.bytes();
    if (statusCode === 404) return null;
    return (statusCode === 200 && decodeSessionCheckAnswer(bytes)) || undefined;
  }
}
