import type { Delivery } from '../delivery/delivery.js';
import type { DeliveryState } from '../record/record.js';

/** What a log line says of a delivery and of the attempt that was made for it, if one was. */
export interface AttemptLine {
  delivery_id: string;
  webhook_id: string;
  status: string;
  /** Attempts so far. */
  attempts: number;
  outcome: string | undefined;
  status_code: number | null | undefined;
  duration_ms: number | undefined;
}

/** The part of a log line that tells how a delivery stands. */
export function attemptLine(
  { id, webhookId }: Delivery,
  { status, attempts, attempt }: DeliveryState,
): AttemptLine {
  return {
    delivery_id: id,
    webhook_id: webhookId,
    status,
    attempts,
    outcome: attempt?.outcome,
    status_code: attempt?.statusCode,
    duration_ms: attempt?.durationMs,
  };
}

/** Whether a job came to anything that is worth a line: what was held back is looked at again soon. */
export function isTellable({ attempt, status }: DeliveryState): boolean {
  return attempt !== null || status === 'skipped';
}
