import type { Transaction } from '@flowforge/postgres/database';
import { arraysOf, type Column, givenRows } from './columns.js';
import { ENDED_COLUMNS } from './delivery-rows.js';
import { type EndedAttempt, STARTED_FIRST } from './delivery-state.js';

/** Held by no replica: epochs begin at 1. A result with it counts only as a late success. */
export const NO_EPOCH = 0;

/** The lowest and the highest event of a batch of results. As parameters they let the planner leave out other partitions. */
const FIRST_ENDED = `$${ENDED_COLUMNS.length + 1}::uuid`;
const LAST_ENDED = `$${ENDED_COLUMNS.length + 2}::uuid`;

/** Stores the attempts of the rows of `given`, of deliveries that are new. */
export const INSERT_FIRST_ATTEMPTS = `
  INSERT INTO attempts (event_id, webhook_id, attempt, workspace_id, started_at, duration_ms, outcome, status_code, detail,
                        response_excerpt, response_headers, phases_ms)
  SELECT event_id, webhook_id, attempts, workspace_id, started_at, duration_ms, outcome, status_code, detail,
         decode(excerpt, 'hex'), headers::json, phases::int[]
    FROM given WHERE outcome IS NOT NULL`;

/** Stores the attempts of the rows of `given`. The attempt that was stored first with a number stays. */
export const INSERT_ATTEMPTS = `${INSERT_FIRST_ATTEMPTS}
  ON CONFLICT DO NOTHING`;

/**
 * The result counts if the delivery is still held by the epoch that started this attempt. Its due time tells the attempt from a later one with
 * the same number, which a claim has started after this result was stored as deferred; if the clock went back, it is before every other time.
 * A success counts in any case, as long as the delivery has not ended: it ends the delivery, also when a retry waits. It does not count
 * if the delivery keeps an order that the result does not know: the next delivery must become due with it. The attempt is stored in any
 * case. Returns the deliveries whose result did not count.
 */
const END_ATTEMPTS = `
  WITH given AS (SELECT * FROM ${givenRows(ENDED_COLUMNS)}),
  written AS (
    UPDATE deliveries
       SET status = given.status, failure_reason = given.failure_reason, attempts = CASE WHEN given.outcome IS NULL THEN given.attempts
                           ELSE greatest(given.attempts, deliveries.attempts) END,
           retries = given.retries, held_by = NULL,
           internal_errors = deliveries.internal_errors + (given.outcome IS NOT DISTINCT FROM 'internal_error')::int,
           due_at = CASE WHEN given.due_in_ms IS NOT NULL THEN greatest(
                      clock_timestamp() + given.due_in_ms * interval '1 millisecond',
                      (SELECT cursor_due_at + interval '1 microsecond' FROM webhook_queues
                        WHERE webhook_id = given.webhook_id)) END,
           body_hash = coalesce(deliveries.body_hash, decode(given.body_hash, 'hex')),
           last_outcome = coalesce(given.outcome, deliveries.last_outcome),
           finished_at = CASE WHEN given.status <> 'pending' THEN clock_timestamp() END
      FROM given
     WHERE deliveries.event_id = given.event_id AND deliveries.webhook_id = given.webhook_id
       AND deliveries.event_id BETWEEN ${FIRST_ENDED} AND ${LAST_ENDED} AND deliveries.due_at IS NOT NULL
       AND (given.is_ordered OR deliveries.order_seq IS NULL OR given.status <> 'delivered')
       AND (given.status = 'delivered'
            OR (deliveries.held_by = given.held_by AND deliveries.attempts = given.started_attempt
                AND deliveries.due_at IN (given.started_due_at, '${STARTED_FIRST}')))
    RETURNING given.event_id, given.webhook_id, given.started_attempt),
  attempted AS (${INSERT_ATTEMPTS})
  SELECT event_id, webhook_id, started_attempt FROM given
   WHERE (event_id, webhook_id, started_attempt) NOT IN (SELECT event_id, webhook_id, started_attempt FROM written)`;

const UNUSED_RATE_COLUMNS: Column<{ webhookId: string; unusedUs: number }>[] = [
  { name: 'webhook_id', type: 'uuid', of: ({ webhookId }) => webhookId },
  { name: 'unused_us', type: 'bigint', of: ({ unusedUs }) => unusedUs },
];

const GIVE_BACK_RATE = `
  UPDATE webhook_queues AS queue
     SET rate_resumes_at = rate_resumes_at - unused.time,
         next_due_at = CASE WHEN next_due_at <= rate_resumes_at THEN greatest(rate_resumes_at - unused.time, blocked_until)
                            ELSE next_due_at END
    FROM (SELECT webhook_id, sum(unused_us) * interval '1 microsecond' AS time
            FROM ${givenRows(UNUSED_RATE_COLUMNS)} GROUP BY webhook_id) AS unused
   WHERE queue.webhook_id = unused.webhook_id`;

/**
 * Stores results and their attempts. If results wait again or keep an order, the queues of their webhooks must be locked.
 *
 * @returns those whose result did not count
 */
export async function endAttempts(
  tx: Pick<Transaction, 'query'>,
  ended: readonly EndedAttempt[],
): Promise<EndedAttempt[]> {
  const eventIds = ended.map(({ eventId }) => eventId).sort();
  const rows = await tx.query<IgnoredRow>(END_ATTEMPTS, [
    ...arraysOf(ENDED_COLUMNS, successesFirst(ended)),
    eventIds[0] ?? null,
    eventIds.at(-1) ?? null,
  ]);
  return ignoredOf(ended, rows);
}

/**
 * Gives queues the time back that attempts took of their rate limits without sending anything. The rows of the queues must be locked.
 *
 * @param ended results that counted: the time of one that is written again was given back before
 */
export async function giveBackRate(tx: Transaction, ended: readonly EndedAttempt[]): Promise<void> {
  const unused = ended.flatMap(({ webhookId, unusedRateUs }) =>
    unusedRateUs === null ? [] : [{ webhookId, unusedUs: unusedRateUs }],
  );
  if (unused.length > 0) await tx.query(GIVE_BACK_RATE, arraysOf(UNUSED_RATE_COLUMNS, unused));
}

/**
 * A batch may have a late success of a delivery and the result of its retry. Postgres applies only one of two given rows to a delivery,
 * either one. So the other result is given like one of a replica that does not hold the delivery.
 */
function successesFirst(ended: readonly EndedAttempt[]): readonly EndedAttempt[] {
  if (ended.length === 1) return ended;
  const succeeded = new Set<string>();
  for (const one of ended) if (one.state.status === 'delivered') succeeded.add(deliveryKeyOf(one));
  if (succeeded.size === 0 || succeeded.size === ended.length) return ended;
  return ended.map((one) =>
    one.state.status !== 'delivered' && succeeded.has(deliveryKeyOf(one))
      ? { ...one, heldBy: NO_EPOCH }
      : one,
  );
}

function deliveryKeyOf({ eventId, webhookId }: EndedAttempt): string {
  return `${eventId}/${webhookId}`;
}

interface IgnoredRow {
  event_id: string;
  webhook_id: string;
  started_attempt: number;
}

function ignoredOf(ended: readonly EndedAttempt[], rows: readonly IgnoredRow[]): EndedAttempt[] {
  const keys = new Set(rows.map((row) => `${row.event_id}/${row.webhook_id}/${row.started_attempt}`));
  if (keys.size === 0) return [];
  return ended.filter((one) => keys.has(`${one.eventId}/${one.webhookId}/${one.startedAttempt}`));
}
