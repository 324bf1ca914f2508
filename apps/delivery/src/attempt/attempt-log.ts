import type { Log } from '@flowforge/service-kit/log';
import type { Delivery } from '../delivery/delivery.js';
import type { DeliveryState } from '../record/record.js';

/** What a log line says of a delivery and of the attempt that was made for it, if one was. */
export interface AttemptLogFields {
  delivery_id: string;
  webhook_id: string;
  status: string;
  /** Attempts so far. */
  attempts: number;
  outcome: string | undefined;
  status_code: number | null | undefined;
  /** A word or two on a failure. */
  detail: string | undefined;
  duration_ms: number | undefined;
  /** When it is looked at again, in milliseconds from now. */
  due_in_ms: number | undefined;
}

/** The part of a log line that tells how a delivery stands. */
export function attemptLogFields(
  { id, webhookId }: Delivery,
  { status, attempts, attempt, dueInMs }: DeliveryState,
): AttemptLogFields {
  return {
    delivery_id: id,
    webhook_id: webhookId,
    status,
    attempts,
    outcome: attempt?.outcome,
    status_code: attempt?.statusCode,
    detail: attempt?.detail ?? undefined,
    duration_ms: attempt?.durationMs,
    due_in_ms: dueInMs ?? undefined,
  };
}

/** Whether a job came to anything that is worth a line: what was held back is looked at again soon. */
export function shouldLog({ attempt, status }: DeliveryState): boolean {
  return attempt !== null || status === 'skipped';
}

/** The line of an attempt that is not told with its event. */
export function logAttempt(log: Log, delivery: Delivery, state: DeliveryState): void {
  if (!shouldLog(state)) return;
  const { workspaceId, eventId } = delivery;
  log.info(
    { workspace_id: workspaceId, event_id: eventId, ...attemptLogFields(delivery, state) },
    'delivery.attempted',
  );
}
