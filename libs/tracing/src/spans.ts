import {
  type Attributes,
  type Context,
  context,
  createContextKey,
  type Link,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
  TraceFlags,
  type Tracer,
} from '@opentelemetry/api';
import { spanContextOf, traceparentOf } from './traceparent.js';

export type { Span } from '@opentelemetry/api';

const KINDS = {
  internal: SpanKind.INTERNAL,
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
} as const;

/** How a span begins. */
export interface SpanOptions {
  /** Default `internal`. */
  kind?: keyof typeof KINDS | undefined;
  /** Ids, words and numbers of ours; never a text that a customer or visitor wrote, and never a whole address. */
  attributes?: Attributes | undefined;
  /** The span that caused it, or its `traceparent`; null for none. Default: the active span. */
  parent?: Span | string | null | undefined;
  /** `traceparent`s of other spans that caused it. Those that are not valid are left out. */
  links?: readonly string[] | undefined;
  /** The span is sampled if one of its links is; it has no parent then. Never for links that come from a client. */
  sampledAsLinks?: boolean | undefined;
  /** When it began, in milliseconds since the Unix epoch. Default: now. */
  startTime?: number | undefined;
}

/** The decision of the links, for the sampler: a boolean. */
export const SAMPLED_AS_LINKS = createContextKey('flowforge.sampled_as_links');

/** The tracer of the process; undefined while tracing is off. One for the process, because OpenTelemetry's active span is too. */
let tracer: Tracer | undefined;

/** Sets the tracer of the process, or ends tracing. Only `startTracing` calls it. */
export function setTracer(next: Tracer | undefined): void {
  tracer = next;
}

/** Whether spans are made. Where speed counts, ask this before anything is prepared for a span. */
export function isTracing(): boolean {
  return tracer !== undefined;
}

/** Begins a span, which the caller must end. Undefined while tracing is off. */
export function startSpan(name: string, options: SpanOptions = {}): Span | undefined {
  if (tracer === undefined) return undefined;
  const links = (options.links ?? []).flatMap(linkTo);
  const { kind = 'internal', attributes, startTime } = options;
  return tracer.startSpan(
    name,
    {
      links,
      kind: KINDS[kind],
      ...(attributes !== undefined && { attributes }),
      ...(startTime !== undefined && { startTime }),
    },
    options.sampledAsLinks === true
      ? ROOT_CONTEXT.setValue(SAMPLED_AS_LINKS, links.some(isSampledLink))
      : parentContext(options.parent),
  );
}

/**
 * Runs `work` in a span, which is active meanwhile: spans and log lines of `work` belong to it. While tracing is off, it only calls
 * `work`. An error ends the span as failed, with the class of the error and not its message.
 */
export async function inSpan<Result>(
  name: string,
  options: SpanOptions,
  work: (span: Span | undefined) => Promise<Result>,
): Promise<Result> {
  const span = startSpan(name, options);
  if (span === undefined) return work(undefined);
  try {
    return await withSpan(span, () => work(span));
  } catch (error) {
    failSpan(span, error instanceof Error ? error.constructor.name : typeof error);
    throw error;
  } finally {
    span.end();
  }
}

/** Runs `work` while the span is active. */
export function withSpan<Result>(span: Span, work: () => Result): Result {
  return context.with(trace.setSpan(context.active(), span), work);
}

/** Where a request of a client span goes: host and port, because path and query may hold secrets. */
export function serverAttributes(address: string): Attributes {
  const { hostname, port, protocol } = new URL(address);
  return {
    'server.address': hostname,
    'server.port': Number(port) || (protocol === 'https:' ? 443 : 80),
  };
}

/** Marks a span as failed. @param type a word of a known set, or the class of an error */
export function failSpan(span: Span, type: string): void {
  span.setAttribute('error.type', type).setStatus({ code: SpanStatusCode.ERROR });
}

/** The active span; undefined outside of one, and while tracing is off. */
export function activeSpan(): Span | undefined {
  return tracer === undefined ? undefined : trace.getSpan(context.active());
}

/** Links the active span to others that caused it, by their `traceparent`s. */
export function linkActiveSpan(traceparents: readonly string[]): void {
  activeSpan()?.addLinks(traceparents.flatMap(linkTo));
}

/** The `traceparent` of a span; undefined for none. It also contains whether the trace is sampled. */
export function traceparentOfSpan(span: Span | undefined): string | undefined {
  return span && traceparentOf(span.spanContext());
}

function parentContext(parent: Span | string | null | undefined): Context {
  if (parent === undefined) return context.active();
  if (parent === null) return ROOT_CONTEXT;
  if (typeof parent !== 'string') return trace.setSpan(ROOT_CONTEXT, parent);
  const spanContext = spanContextOf(parent);
  return spanContext ? trace.setSpanContext(ROOT_CONTEXT, spanContext) : ROOT_CONTEXT;
}

function linkTo(traceparent: string): Link[] {
  const spanContext = spanContextOf(traceparent);
  return spanContext ? [{ context: spanContext }] : [];
}

function isSampledLink({ context: { traceFlags } }: Link): boolean {
  return (traceFlags & TraceFlags.SAMPLED) !== 0;
}
