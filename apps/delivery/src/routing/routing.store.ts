import type { RoutingChange } from '@flowforge/contracts/routing/routing-change';
import { rateIntervalUs } from '@flowforge/contracts/routing/webhook-settings';
import { toMicros } from '@flowforge/contracts/time';
import { EVENT_TYPES, isWord } from '@flowforge/contracts/words';
import type { Database, Transaction } from '@flowforge/postgres/database';
import { uuidLowerBound } from '@flowforge/postgres/partitions';
import type { Assignment, RoutableEvent, WebhookRevision } from './routing.js';
import { type AssignmentRow, assignmentOf, type WebhookRow, webhookOf } from './routing-rows.js';
import { RoutingView } from './routing-view.js';

/**
 * Advisory lock: exclusive for applying routing changes, shared for storing events. Whichever transaction comes second sees what
 * the first one has committed. An event that is stored first is seen by the job that plans again, which runs after the commit of the
 * change. An event that is stored second sees the new revision, and its replica plans it again. Without the lock, both could be stored
 * at the same time without seeing each other, and a delivery would be missing.
 */
const ROUTING_LOCK = 7_310_001;

/** Maximum difference between the time in an event's id and its commit time, in milliseconds: two clocks, and the id comes first. */
export const ID_CLOCK_SLACK_MS = 600_000;

/** The parts of a stored event that decide where it is delivered, and that its deliveries have. */
export interface StoredEvent extends RoutableEvent {
  id: string;
  conversationId: string;
  conversationSeq: number;
  /** Its trace context; null when it is not traced. */
  traceparent: string | null;
}

/** Stored events to walk through: those of a workspace committed in [since, until), in Unix microseconds. */
export interface EventRange {
  workspaceId: string;
  since: number;
  until: number;
}

/** A page of a walk through stored events, in the order of their commits. */
export interface EventPage {
  /** Without events of types that only a newer release knows. */
  events: StoredEvent[];
  /** Where the next page begins; null when this is the last one. */
  next: { at: string; eventId: string } | null;
}

interface EventRow {
  event_id: string;
  type: string;
  conversation_id: string;
  conversation_seq: number;
  assistant_id: string;
  form_id: string | null;
  committed_at: string;
  traceparent: string | null;
}

/** The changes of the projection after a given revision. */
export interface RoutingDelta {
  revision: number;
  webhooks: WebhookRevision[];
  assignments: Assignment[];
}

/** All SQL of the routing projection. It is not limited to one workspace: delivery routes the events of all of them. */
export class RoutingStore {
  constructor(private readonly database: Database) {}

  /**
   * Applies changes in one transaction, under an exclusive lock. Changes that were applied before have no effect.
   *
   * @param addJobs runs in the same transaction after the changes are stored: it stores what has to be done because of them
   */
  async apply(
    changes: readonly RoutingChange[],
    addJobs: (tx: Transaction, delta: RoutingDelta) => Promise<void>,
  ): Promise<void> {
    await this.database.transaction(async (tx) => {
      await tx.query('SELECT pg_advisory_xact_lock($1)', [ROUTING_LOCK]);
      const [head]: { revision: string }[] = await tx.query('SELECT revision FROM routing_head');
      const revision = Number(head?.revision ?? 0) + 1;
      for (const change of changes) {
        if (change.kind === 'webhook.changed') await insertRevision(tx, change, revision);
        else await upsertAssignment(tx, change, revision);
      }
      await destroySecrets(tx, changes);
      const delta = await readDelta(tx, revision - 1);
      if (delta.webhooks.length + delta.assignments.length === 0) return;
      await tx.query('UPDATE routing_head SET revision = $1', [revision]);
      await addJobs(tx, { ...delta, revision });
    });
  }

  /**
   * Deletes at most `limit` revisions that no event committed at or after `before`, in Unix microseconds, can need: those that were
   * replaced before. The last revision of each webhook stays. `RoutingView.forget` has the same rule. It reads only the index
   * `webhook_revisions_times` in order to find them.
   *
   * @returns their number
   */
  async deleteReplacedRevisions(before: number, limit: number): Promise<number> {
    const rows = await this.database.query(
      `DELETE FROM webhook_revisions WHERE (webhook_id, revision) IN (
         SELECT webhook_id, revision FROM (
           SELECT webhook_id, revision, valid_from, lead(valid_from) OVER (PARTITION BY webhook_id ORDER BY revision) AS valid_to
             FROM webhook_revisions) AS old
          WHERE valid_from < $1 AND valid_to < $1
          LIMIT $2)
       RETURNING 1`,
      [before, limit],
    );
    return rows.length;
  }

  /** Deletes at most `limit` assignments that ended before `before`, in Unix microseconds; returns their number. */
  async deleteEndedAssignments(before: number, limit: number): Promise<number> {
    const rows = await this.database.query(
      `DELETE FROM assignments WHERE assignment_id IN (SELECT assignment_id FROM assignments WHERE valid_to < $1 LIMIT $2)
       RETURNING 1`,
      [before, limit],
    );
    return rows.length;
  }

  /** The changes of the projection after `revision`; 0 returns everything. */
  async deltaSince(revision: number): Promise<RoutingDelta> {
    const [head]: { revision: string }[] = await this.database.query('SELECT revision FROM routing_head');
    if (Number(head?.revision) === revision) return { revision, webhooks: [], assignments: [] };
    return this.database.transaction((tx) => readDelta(tx, revision), 'REPEATABLE READ');
  }

  /**
   * The routing of a workspace as the transaction sees it, complete for `events`. What was valid only before or after them is not read: a
   * webhook may have thousands of revisions. Its last one is always read. `marginMs` widens all intervals.
   */
  async viewOf(
    tx: Transaction,
    workspaceId: string,
    marginMs: number,
    events: readonly Pick<RoutableEvent, 'committedAt'>[],
  ): Promise<RoutingView> {
    const margin = marginMs * 1_000;
    const view = new RoutingView(margin);
    const times = events.map(({ committedAt }) => committedAt);
    const [from, to] = [Math.min(...times) - margin, Math.max(...times) + margin];
    const range = events.length === 0 ? ['infinity', '-infinity'] : [from, to];
    const webhooks = await tx.query<WebhookRow>(
      `SELECT revision.* FROM (
         SELECT *, lead(valid_from) OVER (PARTITION BY webhook_id ORDER BY revision) AS valid_to FROM webhook_revisions
          WHERE workspace_id = $1) AS revision
        WHERE valid_to IS NULL OR (valid_to >= $2::float8 AND valid_from <= $3::float8)`,
      [workspaceId, ...range],
    );
    const assignments = await tx.query<AssignmentRow>(
      `SELECT * FROM assignments
        WHERE workspace_id = $1 AND (valid_to IS NULL OR valid_to >= $2::float8) AND valid_from <= $3::float8
        ORDER BY valid_from`,
      [workspaceId, ...range],
    );
    for (const row of webhooks) view.applyWebhook(webhookOf(row));
    for (const row of assignments) view.applyAssignment(assignmentOf(row));
    return view;
  }

  /** The last revision of a webhook; undefined when the projection has none. */
  async lastRevision(tx: Transaction, webhookId: string): Promise<WebhookRevision | undefined> {
    const [row] = await tx.query<WebhookRow>(
      'SELECT * FROM webhook_revisions WHERE webhook_id = $1 ORDER BY revision DESC LIMIT 1',
      [webhookId],
    );
    return row && webhookOf(row);
  }

  /** The next page of a walk through stored events; `after` is null for the first one. */
  async eventsAfter(
    tx: Transaction,
    { workspaceId, since, until }: EventRange,
    after: { at: string; eventId: string } | null,
    limit: number,
  ): Promise<EventPage> {
    // The bounds of the id follow from those of the commit time. They let the planner leave out partitions.
    const idOf = (micros: number, slackMs: number): string => uuidLowerBound(micros / 1_000 + slackMs);
    const rows = await tx.query<EventRow>(
      `SELECT event_id, type, conversation_id, conversation_seq, assistant_id, form_id, committed_at, traceparent FROM events
        WHERE workspace_id = $1 AND committed_at >= $2 AND committed_at < $3 AND event_id >= $4 AND event_id < $5
          AND (committed_at, event_id) > ($6, $7)
        ORDER BY committed_at, event_id LIMIT $8`,
      [
        ...[workspaceId, since, until, idOf(since, -ID_CLOCK_SLACK_MS), idOf(until, ID_CLOCK_SLACK_MS)],
        ...[after?.at ?? '-1', after?.eventId ?? uuidLowerBound(0), limit],
      ],
    );
    const last = rows.at(-1);
    return {
      events: rows.flatMap((row) => storedEventOf(workspaceId, row)),
      next: last && rows.length === limit ? { at: last.committed_at, eventId: last.event_id } : null,
    };
  }
}

function storedEventOf(workspaceId: string, row: EventRow): StoredEvent[] {
  const { event_id: id, type, conversation_id: conversationId, assistant_id: assistantId } = row;
  if (!isWord(EVENT_TYPES, type)) return [];
  const committedAt = Number(row.committed_at);
  const { conversation_seq: conversationSeq, form_id: formId, traceparent } = row;
  return [
    { id, type, workspaceId, conversationId, conversationSeq, assistantId, formId, committedAt, traceparent },
  ];
}

/** Deletes secrets and headers of deleted webhooks in all their revisions, also when an earlier revision arrives later. */
async function destroySecrets(tx: Transaction, changes: readonly RoutingChange[]): Promise<void> {
  const webhookIds = changes.flatMap((change) =>
    change.kind === 'webhook.changed' ? [change.webhook.webhook_id] : [],
  );
  if (webhookIds.length === 0) return;
  await tx.query(
    `UPDATE webhook_revisions AS revision SET secrets = '[]', headers_sealed = NULL
      WHERE webhook_id = ANY($1::uuid[]) AND (secrets::text <> '[]' OR headers_sealed IS NOT NULL)
        AND EXISTS (SELECT FROM webhook_revisions AS last WHERE last.webhook_id = revision.webhook_id AND last.deleted)`,
    [webhookIds],
  );
}

/** Takes the shared routing lock: the projection cannot change until the transaction ends. */
export async function lockRoutingShared(tx: Transaction): Promise<void> {
  await tx.query('SELECT pg_advisory_xact_lock_shared($1)', [ROUTING_LOCK]);
}

async function insertRevision(
  tx: Transaction,
  change: Extract<RoutingChange, { kind: 'webhook.changed' }>,
  appliedIn: number,
): Promise<void> {
  const { webhook } = change;
  await tx.query(
    `INSERT INTO webhook_revisions (webhook_id, revision, workspace_id, valid_from, enabled, deleted, event_types,
                                    payload_version, endpoint, headers_sealed, secrets, schedule, rate_interval_us,
                                    ordering, applied_in)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) ON CONFLICT DO NOTHING`,
    [
      webhook.webhook_id,
      webhook.revision,
      change.workspace_id,
      toMicros(change.changed_at),
      webhook.enabled,
      webhook.deleted,
      webhook.event_types,
      webhook.payload_version,
      webhook.endpoint,
      webhook.headers_sealed,
      JSON.stringify(
        webhook.secrets.map(({ sealed, expires_at }) => ({
          sealed,
          expires_at: expires_at === null ? null : toMicros(expires_at),
        })),
      ),
      webhook.schedule ?? null,
      webhook.rate_limit ? rateIntervalUs(webhook.rate_limit) : null,
      webhook.ordering ?? 'none',
      appliedIn,
    ],
  );
}

async function upsertAssignment(
  tx: Transaction,
  change: Extract<RoutingChange, { kind: 'assignment.changed' }>,
  appliedIn: number,
): Promise<void> {
  const { assignment } = change;
  await tx.query(
    `INSERT INTO assignments (assignment_id, revision, workspace_id, webhook_id, source_kind, source_id, event_types,
                              valid_from, valid_to, applied_in)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
     ON CONFLICT (assignment_id) DO UPDATE
        SET revision = excluded.revision, event_types = excluded.event_types, valid_from = excluded.valid_from,
            valid_to = excluded.valid_to, applied_in = excluded.applied_in
      WHERE assignments.revision < excluded.revision`,
    [
      assignment.assignment_id,
      assignment.revision,
      change.workspace_id,
      assignment.webhook_id,
      assignment.source.kind,
      assignment.source.id,
      assignment.event_types,
      toMicros(assignment.valid_from),
      assignment.valid_to === null ? null : toMicros(assignment.valid_to),
      appliedIn,
    ],
  );
}

async function readDelta(tx: Transaction, since: number): Promise<RoutingDelta> {
  const [head]: { revision: string }[] = await tx.query('SELECT revision FROM routing_head');
  const webhooks: WebhookRow[] = await tx.query(
    'SELECT * FROM webhook_revisions WHERE applied_in > $1 ORDER BY webhook_id, revision',
    [since],
  );
  const assignments: AssignmentRow[] = await tx.query(
    'SELECT * FROM assignments WHERE applied_in > $1 ORDER BY valid_from',
    [since],
  );
  return {
    revision: Number(head?.revision ?? 0),
    webhooks: webhooks.map(webhookOf),
    assignments: assignments.map(assignmentOf),
  };
}
