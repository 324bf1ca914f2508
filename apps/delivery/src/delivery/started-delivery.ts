import { decodeEvent, type DomainEvent } from '@flowforge/contracts/events/event';
import { EVENT_TYPES, isWord, PAYLOAD_VERSIONS } from '@flowforge/contracts/words';
import type { Delivery } from './delivery.js';

/** A delivery whose next attempt this replica has started. */
export interface StartedDelivery {
  delivery: Delivery;
  event: DomainEvent;
  /** Attempts made so far, without the one that was started. */
  attempts: number;
  retries: number;
  /** Attempts of the present schedule that ended with an internal error. */
  internalErrors: number;
  /** SHA-256 of the body as first sent, in hexadecimal; null before the first attempt. */
  bodyHash: string | null;
  /** Generation of the circuit whose probe this is; null for an attempt while the circuit is closed. */
  probeGeneration: number | null;
  /** Its due time as text, which was also that before the attempt. */
  startedDueAt: string;
  /** Time that the attempt takes of the rate limit of its webhook, in microseconds; null without a limit. */
  rateIntervalUs: number | null;
  /** The trace context of the event; null when it is not traced. */
  traceparent: string | null;
}

/** A started delivery as a claim reads it. */
export interface StartedRow {
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
  internal_errors: number;
  body_hash: Buffer | null;
  payload: Buffer;
  started_due_at: string;
  traceparent: string | null;
  probe_generation: number | null;
  /** Milliseconds until its queue is due again; null without a rate limit, or when nothing more waits. */
  resumes_in_ms: number | null;
}

/** Empty for a row that a newer release has stored: it stays held, and is taken over when this replica has stopped. */
export function startedOf(row: StartedRow, rateIntervalUs: number | null): StartedDelivery[] {
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
      startedDueAt: row.started_due_at,
      retries: row.retries,
      internalErrors: row.internal_errors,
      bodyHash: row.body_hash?.toString('hex') ?? null,
      probeGeneration: row.probe_generation,
      traceparent: row.traceparent,
      rateIntervalUs,
    },
  ];
}
