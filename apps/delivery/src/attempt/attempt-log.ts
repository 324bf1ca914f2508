import type { Log } from '@flowforge/service-kit/log';
import { traceIdOf } from '@flowforge/tracing/traceparent';
import type { Delivery } from '../delivery/delivery.js';
import type { DeliveryState } from '../delivery/delivery-state.js';
import type { AttemptTask } from './attempt-task.js';

/** The fields of a log line on a delivery, and on the attempt if one was made. */
export interface AttemptLogFields {
  delivery_id: string;
  webhook_id: string;
  status: string;
  /** Number of the last attempt made so far, from 1; 0 when none was made. */
  attempt: number;
  outcome: string | undefined;
  status_code: number | null | undefined;
  /** Short reason of a failure; undefined on success. */
  detail: string | undefined;
  duration_ms: number | undefined;
  /** Milliseconds from now until the next attempt. */
  due_in_ms: number | undefined;
}

/** The log fields of a delivery in its new state. */
export function attemptLogFields(
  { id, webhookId }: Delivery,
  { status, attempts, attempt, dueInMs }: DeliveryState,
): AttemptLogFields {
  return {
    delivery_id: id,
    webhook_id: webhookId,
    status,
    attempt: attempts,
    outcome: attempt?.outcome,
    status_code: attempt?.statusCode,
    detail: attempt?.detail ?? undefined,
    duration_ms: attempt?.durationMs,
    due_in_ms: dueInMs ?? undefined,
  };
}

/** Whether the result of a task is logged. A deferred task is not logged, because it is tried again shortly. */
export function shouldLog({ attempt, status }: DeliveryState): boolean {
  return attempt !== null || status === 'skipped';
}

/** Logs an attempt, or a skip without an attempt, that is not part of its event's log line. */
export function logAttempt(
  log: Log,
  { delivery, trace }: Pick<AttemptTask, 'delivery' | 'trace'>,
  state: DeliveryState,
): void {
  if (!shouldLog(state)) return;
  const { workspaceId, eventId } = delivery;
  log.info(
    {
      workspace_id: workspaceId,
      event_id: eventId,
      trace_id: typeof trace === 'string' ? undefined : traceIdOf(trace),
      ...attemptLogFields(delivery, state),
    },
    state.attempt === null ? 'delivery.skipped' : 'delivery.attempted',
  );
}
