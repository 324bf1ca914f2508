import type { WorkspaceTransaction } from '@flowforge/postgres/workspace-database';
import { conflict, Problem } from '../http/problem.js';
import type { Answer, IdempotentRequest } from './idempotency.js';

/** The table, for a service's own migration. */
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

/** How an answer that holds a secret is kept. */
export interface AnswerSeal {
  seal(plain: string, place: string): string;
  unseal(sealed: string, place: string): string;
}

interface KeptAnswer {
  body_hash: string;
  status: number;
  answer: string;
}

/**
 * Gives the kept answer to a repeated request, or runs `work` and keeps its answer, both in the use case's own
 * transaction: the answer exists exactly when its effects do. Kept for 24 hours.
 *
 * @param seal given when the answer holds a secret or a token: it is then kept encrypted
 * @throws Problem 422 `idempotency_key_reused` when the body differs, 409 `idempotency_key_in_flight` while the
 * first request still runs
 */
export async function once<Body>(
  tx: WorkspaceTransaction,
  request: IdempotentRequest,
  work: () => Promise<Answer<Body>>,
  seal?: AnswerSeal,
): Promise<Answer<Body>> {
  if (request.key === null) return work();
  const scope = [tx.workspaceId, request.principal, request.route, request.key];
  const place = `idempotency:${scope.join(':')}`;
  const [lock] = await tx.query<{ held: boolean }>(
    'SELECT pg_try_advisory_xact_lock(hashtextextended($1, 0)) AS held',
    [place],
  );
  if (!lock?.held) {
    throw conflict(
      'idempotency_key_in_flight',
      'The first request with this Idempotency-Key still runs; wait for it.',
    );
  }
  const [kept] = await tx.query<KeptAnswer>(
    `SELECT body_hash, status, answer FROM idempotency_keys
      WHERE workspace_id = $1 AND principal = $2 AND route = $3 AND key = $4 AND expires_at > clock_timestamp()`,
    scope,
  );
  if (kept && kept.body_hash !== request.bodyHash) {
    throw new Problem(
      422,
      'idempotency_key_reused',
      'This Idempotency-Key came with another body before; use a new key for a new request.',
      [{ field: 'Idempotency-Key', message: 'was used with another body' }],
    );
  }
  if (kept) {
    return { status: kept.status, body: JSON.parse(seal ? seal.unseal(kept.answer, place) : kept.answer) };
  }
  const answer = await work();
  const text = JSON.stringify(answer.body);
  await tx.query(
    `INSERT INTO idempotency_keys (workspace_id, principal, route, key, body_hash, status, answer, expires_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, clock_timestamp() + interval '24 hours')
     ON CONFLICT (workspace_id, principal, route, key) DO UPDATE
        SET body_hash = excluded.body_hash, status = excluded.status, answer = excluded.answer,
            expires_at = excluded.expires_at`,
    [...scope, request.bodyHash, answer.status, seal ? seal.seal(text, place) : text],
  );
  return answer;
}

/** Statement that removes kept answers whose time is over; a service runs it every few minutes. */
export const DELETE_EXPIRED_ANSWERS = `DELETE FROM idempotency_keys WHERE expires_at < clock_timestamp()`;
