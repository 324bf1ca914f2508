import { type Span, type SpanContext, TraceFlags } from '@opentelemetry/api';

const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})$/;

/** Whether a text is a W3C trace context (the header `traceparent`), such as `00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01`. */
export function isTraceparent(text: string): boolean {
  return TRACEPARENT.test(text);
}

/** The span that a `traceparent` names; undefined when it is not valid. */
export function spanContextOf(traceparent: string): SpanContext | undefined {
  const [, traceId, spanId, flags] = TRACEPARENT.exec(traceparent) ?? [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return undefined;
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16) & TraceFlags.SAMPLED, isRemote: true };
}

/** The `traceparent` that names a span. */
export function traceparentOf({ traceId, spanId, traceFlags }: SpanContext): string {
  return `00-${traceId}-${spanId}-${(traceFlags & TraceFlags.SAMPLED) === 0 ? '00' : '01'}`;
}

/** The id of the trace that a span belongs to, for log lines; undefined while there is none. */
export function traceIdOf(span: Span | null | undefined): string | undefined {
  return span?.spanContext().traceId;
}
