import { decodeEvent, type DomainEvent } from '@flowforge/contracts/events/event';
import { EVENT_TYPES, isWord, PAYLOAD_VERSIONS } from '@flowforge/contracts/words';
import type { Database, Transaction } from '@flowforge/postgres/database';
import { lockLease } from '../replica/replica.store.js';
import type { CircuitState } from '../circuit/circuit.js';
import { NO_EVENT } from '../circuit/circuit.store.js';
import { arraysOf, type Column, givenRows } from './columns.js';
import type { Delivery } from './delivery.js';
import { allowedNow, RATE_RESUME_MS } from './rate-limit.js';

/** A delivery that joins the queue of its webhook. */
export interface QueuedDelivery {
  eventId: string;
  webhookId: string;
  workspaceId: string;
  /** When it is due, in milliseconds from now; null for one whose attempt runs, that waits for its order, or that has ended. */
  dueInMs: number | null;
}

/** A delivery whose next attempt this replica has started. */
export interface StartedDelivery {
  delivery: Delivery;
  event: DomainEvent;
  /** Attempts made so far, without the one that was started. */
  attempts: number;
  retries: number;
  /** SHA-256 of the body as first sent, in hexadecimal; null before the first attempt. */
  bodyHash: string | null;
  /** Generation of the circuit whose probe this is; null for an attempt while the circuit is closed. */
  probeGeneration: number | null;
}

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
/** Unfinished deliveries of a queue that are read to find the oldest one. */
const MAX_EXAMINED = 10_000;
/** Queues whose deliveries are released in one transaction. */
const RELEASED_QUEUES = 100;

const QUEUED_COLUMNS: Column<QueuedDelivery>[] = [
  { name: 'event_id', type: 'uuid', of: ({ eventId }) => eventId },
  { name: 'webhook_id', type: 'uuid', of: ({ webhookId }) => webhookId },
  { name: 'workspace_id', type: 'uuid', of: ({ workspaceId }) => workspaceId },
  { name: 'due_in_ms', type: 'int', of: ({ dueInMs }) => dueInMs },
];

/** SQL: a due time, or null, of a queue. A circuit that is not closed delays it, and so does a rate limit. */
function dueOf(queue: string, due: string): string {
  return `CASE WHEN ${due} IS NOT NULL THEN greatest(${due}, ${queue}.blocked_until, ${queue}.rate_resumes_at) END`;
}

/** The rows are locked in the order of their ids, so that two transactions cannot block each other. */
const ENQUEUE = `
  INSERT INTO webhook_queues AS queue (webhook_id, workspace_id, next_due_at, oldest_event_id)
  SELECT webhook_id, (array_agg(workspace_id))[1], clock_timestamp() + min(due_in_ms) * interval '1 millisecond',
         (array_agg(event_id ORDER BY event_id))[1]
    FROM ${givenRows(QUEUED_COLUMNS)} GROUP BY webhook_id ORDER BY webhook_id
  ON CONFLICT (webhook_id) DO UPDATE
     SET next_due_at = ${dueOf('queue', 'least(queue.next_due_at, excluded.next_due_at)')},
         oldest_event_id = least(queue.oldest_event_id, excluded.oldest_event_id)`;

/**
 * Locks the queues of deliveries that are about to be stored, until the transaction ends, and records when they are due. Call it
 * before the deliveries are written: it fixes their places behind the cursors of their queues.
 */
export async function enqueue(tx: Transaction, deliveries: readonly QueuedDelivery[]): Promise<void> {
  await tx.query(ENQUEUE, arraysOf(QUEUED_COLUMNS, deliveries));
}

interface LockedQueue {
  webhook_id: string;
  workspace_id: string;
  circuit: CircuitState;
  cursor_due_at: string;
  cursor_event_id: string;
  oldest_event_id: string;
  /** Milliseconds until the queue may start attempts by its rate limit; null when it was not limited before. */
  resumes_in_ms: number | null;
}

/** The first due queues, where the workspaces take turns. Queues that another transaction has locked are left to it. */
const LOCK_DUE_QUEUES = `
  WITH candidate AS MATERIALIZED (
    SELECT webhook_id, workspace_id, next_due_at FROM webhook_queues
     WHERE next_due_at <= statement_timestamp() AND webhook_id <> ALL($1::uuid[]) AND workspace_id <> ALL($2::uuid[])
     ORDER BY next_due_at LIMIT ${CANDIDATES}),
  ranked AS (
    SELECT webhook_id, next_due_at, row_number() OVER (PARTITION BY workspace_id ORDER BY next_due_at) AS turn
      FROM candidate)
  SELECT webhook_id, queue.workspace_id, circuit, cursor_due_at::text, cursor_event_id, oldest_event_id,
         (extract(epoch FROM rate_resumes_at - statement_timestamp()) * 1000)::float8 AS resumes_in_ms
    FROM ranked JOIN webhook_queues AS queue USING (webhook_id)
   WHERE queue.next_due_at <= statement_timestamp()
   ORDER BY turn, ranked.next_due_at LIMIT $3 FOR UPDATE OF queue SKIP LOCKED`;

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
/** When a probe without a result expires, in milliseconds from its start. */
const PROBE_MS = `$${QUEUE_COLUMNS.length + 3} * interval '1 millisecond'`;

const RESUME = `interval '${RATE_RESUME_MS} milliseconds'`;
/** When the queue may start attempts again by its rate limit; null without a limit. */
const RESUMES_AT = `
  CASE WHEN queue.interval_us IS NULL THEN NULL
       WHEN coalesce(place.starts, 0) = 0 THEN webhook_queues.rate_resumes_at
       ELSE greatest(webhook_queues.rate_resumes_at + ${RESUME}, statement_timestamp())
              + place.starts * queue.interval_us * interval '1 microsecond' - ${RESUME} END`;

/**
 * Starts the first due deliveries of locked queues. It must be a statement of its own after the one that took the locks: a
 * statement does not see what was committed after it began, and so could miss a delivery that was enqueued just before its lock.
 *
 * Each queue is read from its cursor, so neither deliveries that run nor remains of ended ones are read again. One delivery more
 * than may start is read: it tells when the queue is due next. A queue with more due deliveries goes behind the other due queues.
 * One with a rate limit is due again when the limit allows it; `rate-limit.ts` has the rule.
 */
const START = `
  WITH queue AS MATERIALIZED (SELECT * FROM ${givenRows(QUEUE_COLUMNS)}),
  ahead AS MATERIALIZED (
    SELECT queue.webhook_id, place.event_id, place.due_at, place.turn,
           place.turn <= queue.start_limit AND place.due_at <= statement_timestamp() AS starts
      FROM queue CROSS JOIN LATERAL (
        SELECT event_id, due_at, row_number() OVER (ORDER BY due_at, event_id) AS turn
          FROM (SELECT event_id, due_at FROM deliveries
                 WHERE webhook_id = queue.webhook_id AND event_id >= queue.oldest_event_id AND event_id >= ${OLDEST}
                   AND due_at < 'infinity' AND (due_at, event_id) > (queue.cursor_due_at, queue.cursor_event_id)
                 ORDER BY due_at, event_id LIMIT queue.start_limit + 1) AS first) AS place),
  started AS (
    UPDATE deliveries SET held_by = ${EPOCH}, attempts = deliveries.attempts + 1
      FROM ahead
     WHERE ahead.starts AND deliveries.event_id = ahead.event_id AND deliveries.webhook_id = ahead.webhook_id
       AND deliveries.event_id >= ${OLDEST}
    RETURNING deliveries.*),
  place AS (
    SELECT webhook_id, max(due_at) FILTER (WHERE starts) AS cursor_due_at,
           (array_agg(event_id ORDER BY turn DESC) FILTER (WHERE starts))[1] AS cursor_event_id,
           min(due_at) FILTER (WHERE NOT starts) AS next_due_at, count(*) FILTER (WHERE starts) AS starts
      FROM ahead GROUP BY webhook_id),
  moved AS (
    UPDATE webhook_queues
       SET next_due_at = CASE WHEN place.next_due_at IS NOT NULL
                              THEN greatest(place.next_due_at, statement_timestamp(), probe.given_up_at, ${RESUMES_AT}) END,
           rate_resumes_at = ${RESUMES_AT},
           circuit = CASE WHEN probe.given_up_at IS NULL THEN webhook_queues.circuit ELSE 'half_open' END,
           circuit_generation = webhook_queues.circuit_generation + (probe.given_up_at IS NOT NULL)::int,
           blocked_until = coalesce(probe.given_up_at, webhook_queues.blocked_until),
           cursor_due_at = coalesce(place.cursor_due_at, webhook_queues.cursor_due_at),
           cursor_event_id = coalesce(place.cursor_event_id, webhook_queues.cursor_event_id)
      FROM queue LEFT JOIN place USING (webhook_id) CROSS JOIN LATERAL (
        SELECT CASE WHEN queue.circuit <> 'closed' AND place.cursor_due_at IS NOT NULL
                    THEN statement_timestamp() + ${PROBE_MS} END AS given_up_at) AS probe
     WHERE webhook_queues.webhook_id = queue.webhook_id
    RETURNING webhook_queues.webhook_id, webhook_queues.circuit, webhook_queues.circuit_generation,
              CASE WHEN webhook_queues.rate_resumes_at IS NOT NULL THEN webhook_queues.next_due_at END AS resumes_at)
  SELECT started.*, events.payload,
         CASE WHEN moved.circuit = 'half_open' THEN moved.circuit_generation END AS probe_generation,
         (extract(epoch FROM moved.resumes_at - statement_timestamp()) * 1000)::float8 AS resumes_in_ms
    FROM started JOIN events USING (event_id) JOIN moved USING (webhook_id)
   WHERE events.event_id >= ${OLDEST}
   ORDER BY started.due_at, event_id`;

interface StartedRow {
  event_id: string;
  webhook_id: string;
  id: string;
  workspace_id: string;
  conversation_id: string;
  event_type: string;
  payload_version: string;
  order_seq: number | null;
  attempts: number;
  retries: number;
  body_hash: Buffer | null;
  payload: Buffer;
  probe_generation: number | null;
  /** Milliseconds until its queue is due again; null without a rate limit, or when nothing more waits. */
  resumes_in_ms: number | null;
}

/**
 * Claims, takes over and audits the webhooks' queues, for all workspaces. The other changes of a delivery: `delivery.store.ts` stores and
 * ends it, and makes it due again; `delivery-order.store.ts` makes it due in its order; `backlog.store.ts` skips it. `CircuitStore` changes
 * the circuit in the row of the queue.
 */
export class WebhookQueueStore {
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
      ]);
      const resumes = rows.flatMap(({ resumes_in_ms }) => (resumes_in_ms === null ? [] : [resumes_in_ms]));
      return {
        started: rows.flatMap(startedOf),
        mayHaveMore: rows.length > 0,
        resumesInMs: resumes.length === 0 ? null : Math.min(...resumes),
      };
    });
  }

  /**
   * Makes deliveries due that are held by an epoch whose lease was ended: their replica died, or was paused for long.
   *
   * @returns their number
   */
  async releaseAbandoned(): Promise<number> {
    const found = await this.database.query<{ webhook_id: string }>(
      `SELECT webhook_id FROM webhook_queues AS queue
        WHERE EXISTS (${abandonedIn('queue')}) ORDER BY webhook_id`,
    );
    let released = 0;
    for (let from = 0; from < found.length; from += RELEASED_QUEUES) {
      released += await this.releaseIn(
        found.slice(from, from + RELEASED_QUEUES).map(({ webhook_id }) => webhook_id),
      );
    }
    return released;
  }

  /**
   * Seconds since the oldest due queue became due, or since it was last served; 0 when none is due.
   *
   * @param excluded what nothing may be sent to now: these queues are late because of their endpoints or workspaces
   */
  async oldestDueAgeSeconds(excluded: Excluded): Promise<number> {
    const [row] = await this.database.query<{ age: string | null }>(
      `SELECT extract(epoch FROM clock_timestamp() - min(next_due_at)) AS age FROM webhook_queues
        WHERE next_due_at IS NOT NULL AND webhook_id <> ALL($1::uuid[]) AND workspace_id <> ALL($2::uuid[])`,
      [excluded.webhookIds, excluded.workspaceIds],
    );
    return Math.max(0, Number(row?.age ?? 0));
  }

  /**
   * Makes queues due whose first waiting delivery is due earlier than the queue. There is none, unless a rule of this file was
   * broken or the data was changed by hand.
   *
   * @returns their number
   */
  async repairMissedWakeUps(): Promise<number> {
    const rows = await this.database.query(
      `UPDATE webhook_queues AS queue SET next_due_at = clock_timestamp()
         FROM (SELECT webhook_id, first.due_at FROM webhook_queues AS seen CROSS JOIN LATERAL (
                 SELECT due_at FROM deliveries
                  WHERE webhook_id = seen.webhook_id AND event_id >= seen.oldest_event_id AND due_at < 'infinity'
                    AND (due_at, event_id) > (seen.cursor_due_at, seen.cursor_event_id)
                  ORDER BY due_at, event_id LIMIT 1) AS first
                WHERE (seen.blocked_until IS NULL OR seen.blocked_until <= statement_timestamp())
                  AND (seen.rate_resumes_at IS NULL OR seen.rate_resumes_at <= statement_timestamp())
                  AND (seen.next_due_at IS NULL OR seen.next_due_at > greatest(first.due_at, statement_timestamp()))) AS missed
        WHERE queue.webhook_id = missed.webhook_id
          AND (queue.next_due_at IS NULL OR queue.next_due_at > greatest(missed.due_at, statement_timestamp()))
       RETURNING queue.webhook_id`,
    );
    return rows.length;
  }

  /**
   * Finds for queues with an old `oldest_event_id` the oldest event of what is unfinished, so that claims leave older partitions out. A
   * queue with very many unfinished deliveries is left as it is: its row would be locked for too long.
   *
   * @param before only queues whose oldest event is older than this id are looked at
   */
  async raiseOldestEvents(before: string): Promise<void> {
    const found = await this.database.query<{ webhook_id: string }>(
      'SELECT webhook_id FROM webhook_queues WHERE oldest_event_id < $1 ORDER BY webhook_id',
      [before],
    );
    for (const { webhook_id } of found) {
      await this.database.transaction(async (tx) => {
        await tx.query('SELECT FROM webhook_queues WHERE webhook_id = $1 FOR UPDATE', [webhook_id]);
        const [unfinished] = await tx.query<{ oldest: string | null; count: number }>(
          `SELECT (array_agg(event_id ORDER BY event_id))[1] AS oldest, count(*)::int AS count FROM (
             SELECT event_id FROM deliveries WHERE webhook_id = $1 AND due_at IS NOT NULL LIMIT ${MAX_EXAMINED + 1}) AS unfinished`,
          [webhook_id],
        );
        if (!unfinished || unfinished.count > MAX_EXAMINED) return;
        await tx.query('UPDATE webhook_queues SET oldest_event_id = $2 WHERE webhook_id = $1', [
          webhook_id,
          unfinished.oldest ?? NO_EVENT,
        ]);
      });
    }
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

  private async releaseIn(webhookIds: readonly string[]): Promise<number> {
    return this.database.transaction(async (tx) => {
      await tx.query(
        'SELECT FROM webhook_queues WHERE webhook_id = ANY($1::uuid[]) ORDER BY webhook_id FOR UPDATE',
        [webhookIds],
      );
      const released = await tx.query<{ webhook_id: string }>(
        `UPDATE deliveries SET held_by = NULL,
                due_at = greatest(clock_timestamp(), queue.cursor_due_at + interval '1 microsecond')
           FROM webhook_queues AS queue
          WHERE queue.webhook_id = ANY($1::uuid[]) AND deliveries.webhook_id = queue.webhook_id
            AND deliveries.due_at <= queue.cursor_due_at AND deliveries.event_id >= queue.oldest_event_id
            AND deliveries.held_by IS NOT NULL
            AND NOT EXISTS (SELECT FROM replicas WHERE epoch = deliveries.held_by)
         RETURNING deliveries.webhook_id`,
        [webhookIds],
      );
      await tx.query(
        `UPDATE webhook_queues AS queue SET next_due_at = ${dueOf('queue', 'least(queue.next_due_at, clock_timestamp())')}
          WHERE webhook_id = ANY($1::uuid[])`,
        [released.map(({ webhook_id }) => webhook_id)],
      );
      return released.length;
    });
  }
}

/** A subquery for a delivery of a queue that is held by an epoch without a lease. Started deliveries are not behind the cursor. */
function abandonedIn(queue: string): string {
  return `SELECT FROM deliveries
    WHERE webhook_id = ${queue}.webhook_id AND event_id >= ${queue}.oldest_event_id AND due_at <= ${queue}.cursor_due_at
      AND held_by IS NOT NULL AND NOT EXISTS (SELECT FROM replicas WHERE epoch = held_by)`;
}

/** Empty for a row that a newer release has stored: it stays held, and is taken over when this replica has stopped. */
function startedOf(row: StartedRow): StartedDelivery[] {
  const decoded = decodeEvent(row.payload);
  if (!decoded.ok || !isWord(EVENT_TYPES, row.event_type) || !isWord(PAYLOAD_VERSIONS, row.payload_version))
    return [];
  return [
    {
      delivery: {
        id: row.id,
        eventId: row.event_id,
        webhookId: row.webhook_id,
        workspaceId: row.workspace_id,
        conversationId: row.conversation_id,
        eventType: row.event_type,
        payloadVersion: row.payload_version,
        orderSeq: row.order_seq,
      },
      event: decoded.value,
      attempts: row.attempts - 1,
      retries: row.retries,
      bodyHash: row.body_hash?.toString('hex') ?? null,
      probeGeneration: row.probe_generation,
    },
  ];
}
