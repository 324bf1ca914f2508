import type { WorkspaceTransaction } from '@flowforge/postgres/workspace-database';
import { type Principal, principalKey } from '../auth/principal.js';
import { type Answer, type IdempotencyRequest, keyInFlight, keyReused } from './idempotency.js';

/** SQL that creates the table; a service runs it in one of its migrations. */
export const IDEMPOTENCY_TABLE = [
  `CREATE TABLE idempotency_keys (
     workspace_id uuid NOT NULL,
     principal text NOT NULL,
     route text NOT NULL,
     key text NOT NULL,
     body_hash text NOT NULL,
     status integer NOT NULL,
     answer text NOT NULL,
     expires_at timestamptz NOT NULL,
     PRIMARY KEY (workspace_id, principal, route, key)
   )`,
  `CREATE INDEX idempotency_keys_expires ON idempotency_keys (expires_at)`,
] as const;

/**
 * Encrypts stored answers that contain a secret or a token. `encryptionContext` identifies the row and is authenticated with
 * the text, so an answer that is copied to another row cannot be decrypted.
 */
export interface AnswerCipher {
  encrypt(plain: string, encryptionContext: string): string;
  decrypt(encrypted: string, encryptionContext: string): string;
}

interface StoredAnswer {
  body_hash: string;
  status: number;
  answer: string;
}

/**
 * Returns the stored answer of a repeated request, or runs `work` and stores its answer for `request.keepHours`. Both happen in the use
 * case's own transaction, so the stored answer exists if and only if the effects of `work` do. Without a key it only runs
 * `work`.
 *
 * @param principal who sends the request; null for an anonymous request. Each principal has its own keys.
 * @param cipher required when the answer contains a secret or a token
 * @throws Problem 422 `idempotency_key_reused` when the key was used with another body before, 409 `idempotency_key_in_flight`
 * while the first request is still running
 */
export async function withIdempotencyKey<Body>(
  tx: WorkspaceTransaction,
  request: IdempotencyRequest,
  principal: Principal | null,
  work: () => Promise<Answer<Body>>,
  cipher?: AnswerCipher,
): Promise<Answer<Body>> {
  if (request.key === null) return work();
  const primaryKey = [tx.workspaceId, principalKey(principal), request.route, request.key];
  const encryptionContext = `idempotency:${primaryKey.join(':')}`;
  const [lock] = await tx.query<{ acquired: boolean }>(
    'SELECT pg_try_advisory_xact_lock(hashtextextended($1, 0)) AS acquired',
    [encryptionContext],
  );
  if (!lock?.acquired) {
    throw keyInFlight();
  }
  const [stored] = await tx.query<StoredAnswer>(
    `SELECT body_hash, status, answer FROM idempotency_keys
      WHERE workspace_id = $1 AND principal = $2 AND route = $3 AND key = $4 AND expires_at > now()`,
    primaryKey,
  );
  if (stored && stored.body_hash !== request.bodyHash) {
    throw keyReused();
  }
  if (stored) {
    const text = cipher ? cipher.decrypt(stored.answer, encryptionContext) : stored.answer;
    return { status: stored.status, body: JSON.parse(text) };
  }
  const answer = await work();
  const text = JSON.stringify(answer.body);
  await tx.query(
    `INSERT INTO idempotency_keys (workspace_id, principal, route, key, body_hash, status, answer, expires_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, now() + $8 * interval '1 hour')
     ON CONFLICT (workspace_id, principal, route, key) DO UPDATE
        SET body_hash = excluded.body_hash, status = excluded.status, answer = excluded.answer,
            expires_at = excluded.expires_at`,
    [
      ...primaryKey,
      request.bodyHash,
      answer.status,
      cipher ? cipher.encrypt(text, encryptionContext) : text,
      request.keepHours,
    ],
  );
  return answer;
}
