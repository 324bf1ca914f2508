import type { DomainEvent } from '@flowforge/contracts/events/event';
import { TRACEPARENT_HEADER } from '@flowforge/outbox/outbox';
import { isTracing, linkActiveSpan, type Span, startSpan, traceparentOfSpan } from '@flowforge/tracing/spans';

/** A message of the stream: its subject, and its headers if it has any. */
interface TracedMessage {
  subject: string;
  headers?: { get(name: string): string } | undefined;
}

/** The `traceparent` of a message; null without one. */
export function traceparentOfMessage({ headers }: TracedMessage): string | null {
  return headers?.get(TRACEPARENT_HEADER) || null;
}

/**
 * Begins the span of an event that was received, in the trace of its publication. It ends when the event is stored. Null while tracing is
 * off, and when the trace is not sampled.
 */
export function startEventSpan(message: TracedMessage, event: DomainEvent): Span | null {
  if (!isTracing()) return null;
  const span = startSpan(`process ${message.subject}`, {
    kind: 'consumer',
    parent: traceparentOfMessage(message),
    attributes: {
      'messaging.system': 'nats',
      'messaging.operation.name': 'process',
      'messaging.operation.type': 'process',
      'messaging.destination.name': message.subject,
      'messaging.consumer.group.name': 'delivery',
      'messaging.message.id': event.id,
      'flowforge.workspace_id': event.workspace_id,
      'flowforge.event_id': event.id,
      'flowforge.event_type': event.type,
    },
  });
  return span?.isRecording() === true ? span : null;
}

/** Begins a span of a part of the work on an event; undefined without a span of the event. */
export function startPart(name: string, event: Span | null): Span | undefined {
  return event === null ? undefined : startSpan(name, { parent: event });
}

/** The `traceparent` that is stored with an event: later attempts are linked to it. Null without a span. */
export function storedTraceparent(span: Span | null): string | null {
  return span === null ? null : (traceparentOfSpan(span) ?? null);
}

/** Links the active span to events that it concerns. */
export function linkEvents(events: readonly { traceparent: string | null }[]): void {
  if (isTracing()) linkActiveSpan(events.flatMap(({ traceparent }) => traceparent ?? []));
}
