import { failSpan, serverAttributes, type Span, startSpan } from '@flowforge/tracing/spans';
import type { AttemptResult } from '../delivery/attempt-result.js';
import type { Delivery } from '../delivery/delivery.js';

/** What caused an attempt: the span of the event whose message is handled, or the `traceparent` that was stored with the event. */
export type AttemptCause = Span | string;

/** An attempt that has ended. */
interface TracedAttempt {
  delivery: Delivery;
  /** Number of the attempt, from 1. */
  attempt: number;
  /** The address of the webhook; the span has only its host and port, because path and query may hold secrets. */
  endpoint: string;
  result: AttemptResult;
}

/**
 * Makes the span of an attempt. A first attempt belongs to the trace of its event. A later one may come hours later, and one of many: it
 * begins a trace of its own, which is linked to the event.
 */
export function traceAttempt(
  cause: AttemptCause,
  { delivery, attempt, endpoint, result }: TracedAttempt,
): Span | undefined {
  const startTime = result.startedAt.getTime();
  const span = startSpan('POST', {
    kind: 'client',
    startTime,
    ...(typeof cause === 'string' ? { links: [cause], sampledAsLinks: true } : { parent: cause }),
    attributes: {
      'http.request.method': 'POST',
      ...serverAttributes(endpoint),
      'flowforge.workspace_id': delivery.workspaceId,
      'flowforge.event_id': delivery.eventId,
      'flowforge.event_type': delivery.eventType,
      'flowforge.webhook_id': delivery.webhookId,
      'flowforge.delivery_id': delivery.id,
      'flowforge.attempt': attempt,
      'flowforge.outcome': result.outcome,
      ...(attempt > 1 && { 'http.request.resend_count': attempt - 1 }),
      ...(result.statusCode !== null && { 'http.response.status_code': result.statusCode }),
      ...phasesOf(result),
    },
  });
  if (span && result.outcome !== 'delivered') failSpan(span, result.outcome);
  span?.end(startTime + result.durationMs);
  return span;
}

/** The phases that were needed, in milliseconds. */
function phasesOf({ timing }: AttemptResult): Record<string, number> {
  if (timing === null) return {};
  const { dnsMs, connectMs, tlsMs, firstByteMs } = timing;
  return Object.fromEntries(
    Object.entries({ dns: dnsMs, connect: connectMs, tls: tlsMs, first_byte: firstByteMs }).flatMap(
      ([name, ms]) => (ms === null ? [] : [[`flowforge.${name}_ms`, ms]]),
    ),
  );
}
