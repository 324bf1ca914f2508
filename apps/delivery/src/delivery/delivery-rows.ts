import type { DomainEvent } from '@flowforge/contracts/events/event';
import { toMicros } from '@flowforge/contracts/time';
import type { Column } from './columns.js';
import type { AttemptResult } from './attempt-result.js';
import type { Delivery } from './delivery.js';
import type { DeliveryState, EndedAttempt } from './delivery-state.js';
import { failureReasonOf } from './failure-reason.js';

/** An event, and the position of its payload in the concatenated payloads of the batch, in bytes from 1. */
export interface EventRow {
  event: DomainEvent;
  payloadAt: number;
  payloadLength: number;
  /** Whether the event has a delivery. */
  isRouted: boolean;
  traceparent: string | null;
}

/** A delivery to insert. */
export interface DeliveryRow {
  delivery: Delivery;
  state: DeliveryState;
}

export const EVENT_COLUMNS: Column<EventRow>[] = [
  { name: 'event_id', type: 'uuid', of: ({ event }) => event.id },
  { name: 'workspace_id', type: 'uuid', of: ({ event }) => event.workspace_id },
  { name: 'type', type: 'text', of: ({ event }) => event.type },
  { name: 'conversation_id', type: 'uuid', of: ({ event }) => event.conversation_id },
  { name: 'conversation_seq', type: 'int', of: ({ event }) => event.conversation_seq },
  { name: 'assistant_id', type: 'uuid', of: ({ event }) => event.source.assistant_id },
  { name: 'form_id', type: 'uuid', of: ({ event }) => event.source.form_id },
  { name: 'committed_at', type: 'bigint', of: ({ event }) => toMicros(event.committed_at) },
  { name: 'routed', type: 'bool', of: ({ isRouted }) => String(isRouted) },
  { name: 'payload_at', type: 'int', of: ({ payloadAt }) => payloadAt },
  { name: 'payload_length', type: 'int', of: ({ payloadLength }) => payloadLength },
];

/** A batch has this column only when one of its events is traced, so that it costs nothing while tracing is off. */
export const TRACED_EVENT_COLUMNS: Column<EventRow>[] = [
  ...EVENT_COLUMNS,
  { name: 'traceparent', type: 'text', of: ({ traceparent }) => traceparent },
];

/** The state of a delivery and its last attempt. */
const STATE_COLUMNS: Column<{ state: DeliveryState }>[] = [
  { name: 'status', type: 'text', of: ({ state }) => state.status },
  { name: 'failure_reason', type: 'text', of: ({ state }) => failureReasonOf(state) },
  { name: 'attempts', type: 'int', of: ({ state }) => state.attempts },
  { name: 'retries', type: 'int', of: ({ state }) => state.retries },
  { name: 'due_in_ms', type: 'int', of: ({ state }) => state.dueInMs },
  { name: 'body_hash', type: 'text', of: ({ state }) => state.bodyHash },
  { name: 'outcome', type: 'text', of: ({ state }) => state.attempt?.outcome ?? null },
  { name: 'status_code', type: 'int', of: ({ state }) => state.attempt?.statusCode ?? null },
  {
    name: 'started_at',
    type: 'timestamptz',
    of: ({ state }) => state.attempt?.startedAt.toISOString() ?? null,
  },
  { name: 'duration_ms', type: 'int', of: ({ state }) => state.attempt?.durationMs ?? null },
  { name: 'detail', type: 'text', of: ({ state }) => state.attempt?.detail ?? null },
  { name: 'excerpt', type: 'text', of: ({ state }) => state.attempt?.excerpt?.toString('hex') ?? null },
  {
    name: 'headers',
    type: 'text',
    of: ({ state }) => (state.attempt?.headers ? JSON.stringify(state.attempt.headers) : null),
  },
  { name: 'phases', type: 'text', of: ({ state }) => state.attempt && phasesOf(state.attempt) },
];

export const DELIVERY_COLUMNS: Column<DeliveryRow>[] = [
  { name: 'event_id', type: 'uuid', of: ({ delivery }) => delivery.eventId },
  { name: 'webhook_id', type: 'uuid', of: ({ delivery }) => delivery.webhookId },
  { name: 'id', type: 'uuid', of: ({ delivery }) => delivery.id },
  { name: 'workspace_id', type: 'uuid', of: ({ delivery }) => delivery.workspaceId },
  { name: 'conversation_id', type: 'uuid', of: ({ delivery }) => delivery.conversationId },
  { name: 'event_type', type: 'text', of: ({ delivery }) => delivery.eventType },
  { name: 'payload_version', type: 'text', of: ({ delivery }) => delivery.payloadVersion },
  { name: 'order_seq', type: 'int', of: ({ delivery }) => delivery.orderSeq },
  { name: 'held_by', type: 'bigint', of: ({ state }) => state.heldBy },
  ...STATE_COLUMNS,
];

export const ENDED_COLUMNS: Column<EndedAttempt>[] = [
  { name: 'event_id', type: 'uuid', of: ({ eventId }) => eventId },
  { name: 'webhook_id', type: 'uuid', of: ({ webhookId }) => webhookId },
  { name: 'workspace_id', type: 'uuid', of: ({ workspaceId }) => workspaceId },
  { name: 'held_by', type: 'bigint', of: ({ heldBy }) => heldBy },
  { name: 'started_attempt', type: 'int', of: ({ startedAttempt }) => startedAttempt },
  { name: 'started_due_at', type: 'timestamptz', of: ({ startedDueAt }) => startedDueAt },
  { name: 'is_ordered', type: 'bool', of: ({ isOrdered }) => String(isOrdered) },
  ...STATE_COLUMNS,
];

/**
 * The phases of a failed attempt as a Postgres array: name resolution, connection, TLS, first byte, in milliseconds. A success needs no
 * explanation, so nothing is stored for it.
 */
function phasesOf({ outcome, timing }: AttemptResult): string | null {
  if (outcome === 'delivered' || timing === null) return null;
  const { dnsMs, connectMs, tlsMs, firstByteMs } = timing;
  const phases = [dnsMs, connectMs, tlsMs, firstByteMs];
  return `{${phases.map((ms) => (ms === null ? 'NULL' : Math.round(ms))).join(',')}}`;
}
