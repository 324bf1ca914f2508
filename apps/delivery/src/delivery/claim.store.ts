import type { Database } from '@flowforge/postgres/database';
import type { CircuitState } from '../circuit/circuit.js';
import { lockLease } from '../replica/replica.store.js';
import { arraysOf, type Column, givenRows } from './columns.js';
import { allowedNow, RATE_RESUME_MS } from './rate-limit.js';
import { type StartedDelivery, startedOf, type StartedRow } from './started-delivery.js';

/** A due queue that a claim has locked. */
export interface DueQueue {
  webhookId: string;
  workspaceId: string;
  /** True when the circuit is not closed: only one attempt, its probe, starts. */
  isProbe: boolean;
  /** How many attempts may start at most, by the rate limit of the webhook and its circuit; null without a bound. */
  atMost: number | null;
}

/** Webhooks and workspaces that may start no attempt now. */
export interface Excluded {
  webhookIds: readonly string[];
  workspaceIds: readonly string[];
}

/** Result of a claim. */
export interface Claim {
  started: StartedDelivery[];
  /** False when all due queues were emptied, as far as they may be sent now. */
  mayHaveMore: boolean;
  /** Milliseconds until the first queue with a rate limit may continue; null when none of the started ones has more. */
  resumesInMs: number | null;
}

/** Due queues that one claim reads, to choose fairly between workspaces. */
const CANDIDATES = 512;
/** Due queues that one claim takes deliveries from. */
const MAX_QUEUES = 64;

interface LockedQueue {
  webhook_id: string;
  workspace_id: string;
  circuit: CircuitState;
  cursor_due_at: string;
  cursor_event_id: string;
  oldest_event_id: string;
  newest_event_id: string;
  /** Milliseconds until the queue may start attempts by its rate limit; null when it was not limited before. */
  resumes_in_ms: number | null;
  /** Whether more queues may be due than the claim has read. */
  may_be_more: boolean;
}

/**
 * The first due queues, round robin over the workspaces. Of one workspace, the queue that was served longest ago comes first.
 * Queues that another transaction has locked are left to it.
 */
const LOCK_DUE_QUEUES = `
  WITH candidate AS MATERIALIZED (
    SELECT webhook_id, workspace_id, next_due_at, greatest(next_due_at, served_at) AS waits_since FROM webhook_queues
     WHERE next_due_at <= statement_timestamp() AND webhook_id <> ALL($1::uuid[]) AND workspace_id <> ALL($2::uuid[])
     ORDER BY next_due_at LIMIT ${CANDIDATES}),
  ranked AS (
    SELECT webhook_id, waits_since, row_number() OVER (PARTITION BY workspace_id ORDER BY waits_since) AS rank
      FROM candidate)
  SELECT webhook_id, queue.workspace_id, circuit, cursor_due_at::text, cursor_event_id, oldest_event_id, newest_event_id,
         (extract(epoch FROM rate_resumes_at - statement_timestamp()) * 1000)::float8 AS resumes_in_ms,
         (SELECT count(*) = ${CANDIDATES} FROM candidate) AS may_be_more
    FROM ranked JOIN webhook_queues AS queue USING (webhook_id)
   WHERE queue.next_due_at <= statement_timestamp()
   ORDER BY rank, waits_since LIMIT $3 FOR UPDATE OF queue SKIP LOCKED`;

interface GivenQueue extends LockedQueue {
  /** How many attempts may start now. */
  limit: number;
  /** Time between two attempts by the rate limit of the webhook, in microseconds; null without a limit. */
  intervalUs: number | null;
}

const QUEUE_COLUMNS: Column<GivenQueue>[] = [
  { name: 'webhook_id', type: 'uuid', of: ({ webhook_id }) => webhook_id },
  { name: 'circuit', type: 'text', of: ({ circuit }) => circuit },
  { name: 'cursor_due_at', type: 'timestamptz', of: ({ cursor_due_at }) => cursor_due_at },
  { name: 'cursor_event_id', type: 'uuid', of: ({ cursor_event_id }) => cursor_event_id },
  { name: 'oldest_event_id', type: 'uuid', of: ({ oldest_event_id }) => oldest_event_id },
  { name: 'start_limit', type: 'int', of: ({ limit }) => limit },
  { name: 'interval_us', type: 'int', of: ({ intervalUs }) => intervalUs },
];

const EPOCH = `$${QUEUE_COLUMNS.length + 1}`;
/** The oldest event of all given queues. As a parameter it lets the planner leave out older partitions, whose planning costs most. */
const OLDEST = `$${QUEUE_COLUMNS.length + 2}::uuid`;
/** The newest event of all given queues, for the same reason. */
const NEWEST = `$${QUEUE_COLUMNS.length + 5}::uuid`;
/** When a probe without a result expires, in milliseconds from its start. */
const PROBE_MS = `$${QUEUE_COLUMNS.length + 3} * interval '1 millisecond'`;

/** Whether a queue that is still due goes behind all others that are due now. It changes an index. */
const GOES_BEHIND = `$${QUEUE_COLUMNS.length + 4}::bool`;

const RESUME = `interval '${RATE_RESUME_MS} milliseconds'`;
/** When the queue may start attempts again by its rate limit; null without a limit. */
const RESUMES_AT = `
  CASE WHEN queue.interval_us IS NULL THEN NULL
       WHEN coalesce(started_of.starts, 0) = 0 THEN webhook_queues.rate_resumes_at
       ELSE greatest(webhook_queues.rate_resumes_at + ${RESUME}, statement_timestamp())
              + started_of.starts * queue.interval_us * interval '1 microsecond' - ${RESUME} END`;

/**
 * Starts the first due deliveries of locked queues. It must be a statement of its own after the one that took the locks: a
 * statement does not see what was committed after it began, and so could miss a delivery that was enqueued just before its lock.
 *
 * Each queue is read from its cursor, so neither deliveries that run nor remains of ended ones are read again. One delivery more
 * than may start is read: it tells when the queue is due next. A queue with more due deliveries keeps its due time, so that this changes
 * no index: while an old transaction keeps dead rows, every claim would read the former index entries again.
 * A late success may end a delivery meanwhile, without the lock of the queue: then its due time has changed. If it was to be the probe, the
 * circuit stays as it is, so that the next claim may start another one.
 * One with a rate limit is due again when the limit allows it; `rate-limit.ts` has the rule.
 */
const START = `
  WITH queue AS MATERIALIZED (SELECT * FROM ${givenRows(QUEUE_COLUMNS)}),
  ahead AS MATERIALIZED (
    SELECT queue.webhook_id, waiting.event_id, waiting.due_at, waiting.rank,
           waiting.rank <= queue.start_limit AND waiting.due_at <= statement_timestamp() AS starts
      FROM queue CROSS JOIN LATERAL (
        SELECT event_id, due_at, row_number() OVER (ORDER BY due_at, event_id) AS rank
          FROM (SELECT event_id, due_at FROM deliveries
                 WHERE webhook_id = queue.webhook_id AND event_id >= queue.oldest_event_id AND event_id BETWEEN ${OLDEST} AND ${NEWEST}
                   AND due_at < 'infinity' AND (due_at, event_id) > (queue.cursor_due_at, queue.cursor_event_id)
                 ORDER BY due_at, event_id LIMIT queue.start_limit + 1) AS first) AS waiting),
  started AS (
    UPDATE deliveries SET held_by = ${EPOCH}, attempts = deliveries.attempts + 1
      FROM ahead
     WHERE ahead.starts AND deliveries.event_id = ahead.event_id AND deliveries.webhook_id = ahead.webhook_id
       AND deliveries.due_at = ahead.due_at
       AND deliveries.event_id BETWEEN ${OLDEST} AND ${NEWEST}
    RETURNING deliveries.*),
  started_of AS (
    SELECT webhook_id, max(due_at) FILTER (WHERE starts) AS cursor_due_at,
           (array_agg(event_id ORDER BY rank DESC) FILTER (WHERE starts))[1] AS cursor_event_id,
           min(due_at) FILTER (WHERE NOT starts) AS next_due_at, count(*) FILTER (WHERE starts) AS starts
      FROM ahead GROUP BY webhook_id),
  moved AS (
    UPDATE webhook_queues
       SET next_due_at = CASE WHEN started_of.next_due_at IS NOT NULL
                              THEN CASE WHEN NOT ${GOES_BEHIND} AND greatest(started_of.next_due_at, probe.given_up_at, ${RESUMES_AT}) <= statement_timestamp()
                                        THEN webhook_queues.next_due_at
                                        ELSE greatest(started_of.next_due_at, statement_timestamp(), probe.given_up_at, ${RESUMES_AT}) END END,
           served_at = greatest(webhook_queues.served_at, statement_timestamp()),
           rate_resumes_at = ${RESUMES_AT},
           circuit = CASE WHEN probe.given_up_at IS NULL THEN webhook_queues.circuit ELSE 'half_open' END,
           circuit_generation = webhook_queues.circuit_generation + (probe.given_up_at IS NOT NULL)::int,
           blocked_until = coalesce(probe.given_up_at, webhook_queues.blocked_until),
           cursor_due_at = coalesce(started_of.cursor_due_at, webhook_queues.cursor_due_at),
           cursor_event_id = coalesce(started_of.cursor_event_id, webhook_queues.cursor_event_id)
      FROM queue LEFT JOIN started_of USING (webhook_id) CROSS JOIN LATERAL (
        SELECT CASE WHEN queue.circuit <> 'closed' AND started_of.cursor_due_at IS NOT NULL
                     AND EXISTS (SELECT FROM started WHERE started.webhook_id = queue.webhook_id)
                    THEN statement_timestamp() + ${PROBE_MS} END AS given_up_at) AS probe
     WHERE webhook_queues.webhook_id = queue.webhook_id
    RETURNING webhook_queues.webhook_id, webhook_queues.circuit, webhook_queues.circuit_generation,
              CASE WHEN webhook_queues.rate_resumes_at IS NOT NULL THEN webhook_queues.next_due_at END AS resumes_at)
  SELECT started.*, started.due_at::text AS started_due_at, events.payload, events.traceparent,
         CASE WHEN moved.circuit = 'half_open' THEN moved.circuit_generation END AS probe_generation,
         (extract(epoch FROM moved.resumes_at - statement_timestamp()) * 1000)::float8 AS resumes_in_ms
    FROM started JOIN events USING (event_id) JOIN moved USING (webhook_id)
   WHERE events.event_id BETWEEN ${OLDEST} AND ${NEWEST}
   ORDER BY started.due_at, event_id`;

/** All SQL of a claim: it starts due deliveries of the webhooks' queues, for all workspaces. */
export class ClaimStore {
  /**
   * @param probeMs when a probe without a result expires, in milliseconds from its start
   * @param rateIntervalOf time between two attempts by the rate limit of a webhook, in microseconds; null without a limit
   */
  constructor(
    private readonly database: Database,
    private readonly probeMs: number,
    private readonly rateIntervalOf: (webhookId: string) => number | null,
  ) {}

  /**
   * Starts due deliveries: they are held by `epoch` when this resolves. Nothing is started when the lease of `epoch` has ended.
   *
   * @param limitsOf how many attempts may start now for each of the queues, in this order
   */
  async start(
    epoch: number,
    excluded: Excluded,
    limitsOf: (queues: readonly DueQueue[]) => readonly number[],
  ): Promise<Claim> {
    return this.database.transaction(async (tx) => {
      const locked = await tx.query<LockedQueue>(LOCK_DUE_QUEUES, [
        excluded.webhookIds,
        excluded.workspaceIds,
        MAX_QUEUES,
      ]);
      if (locked.length === 0 || !(await lockLease(tx, epoch)))
        return { started: [], mayHaveMore: false, resumesInMs: null };
      const due = locked.map((queue) => this.dueQueueOf(queue));
      const limits = limitsOf(due);
      const queues = locked.map((queue, index) => ({
        ...queue,
        limit: Math.min(limits[index] ?? 0, due[index]?.atMost ?? Number.MAX_SAFE_INTEGER),
        intervalUs: this.rateIntervalOf(queue.webhook_id),
      }));
      const [oldest = ''] = queues.map(({ oldest_event_id }) => oldest_event_id).sort();
      const rows = await tx.query<StartedRow>(START, [
        ...arraysOf(QUEUE_COLUMNS, queues),
        epoch,
        oldest,
        this.probeMs,
        locked.some(({ may_be_more }) => may_be_more),
        queues
          .map(({ newest_event_id }) => newest_event_id)
          .sort()
          .at(-1) ?? '',
      ]);
      const intervals = new Map(queues.map(({ webhook_id, intervalUs }) => [webhook_id, intervalUs]));
      const resumes = rows.flatMap(({ resumes_in_ms }) => (resumes_in_ms === null ? [] : [resumes_in_ms]));
      return {
        started: rows.flatMap((row) => startedOf(row, intervals.get(row.webhook_id) ?? null)),
        // Queues whose deliveries ended meanwhile are empty, and others may wait behind them.
        mayHaveMore:
          rows.length > 0 || (locked.length === MAX_QUEUES && queues.some(({ limit }) => limit > 0)),
        resumesInMs: resumes.length === 0 ? null : Math.min(...resumes),
      };
    });
  }

  private dueQueueOf({ webhook_id, workspace_id, circuit, resumes_in_ms }: LockedQueue): DueQueue {
    const isProbe = circuit !== 'closed';
    const interval = this.rateIntervalOf(webhook_id);
    const allowed = interval === null ? null : allowedNow(interval, resumes_in_ms);
    return {
      webhookId: webhook_id,
      workspaceId: workspace_id,
      isProbe,
      atMost: isProbe ? Math.min(1, allowed ?? 1) : allowed,
    };
  }
}
