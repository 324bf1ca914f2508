import type { ReceivedRequest } from './endpoint.js';

/** A span as a collector receives it. */
export interface ExportedSpan {
  service: string;
  name: string;
  kind: string;
  traceId: string;
  spanId: string;
  /** Undefined for the first span of a trace. */
  parentSpanId: string | undefined;
  attributes: Readonly<Record<string, unknown>>;
  links: readonly { traceId: string; spanId: string }[];
  failed: boolean;
  /** Milliseconds since the Unix epoch. */
  startedAt: number;
  durationMs: number;
}

const KINDS = ['unspecified', 'internal', 'server', 'client', 'producer', 'consumer'];

interface KeyValue {
  key: string;
  value: Record<string, unknown>;
}

interface OtlpSpan {
  name: string;
  kind: number;
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  startTimeUnixNano: string;
  endTimeUnixNano: string;
  attributes?: KeyValue[];
  links?: { traceId: string; spanId: string }[];
  status?: { code?: number };
}

interface OtlpRequest {
  resourceSpans?: { resource: { attributes: KeyValue[] }; scopeSpans: { spans: OtlpSpan[] }[] }[];
}

/** A test asks again and again, so each request is decoded once. */
const decoded = new WeakMap<ReceivedRequest, ExportedSpan[]>();

/** The spans that a collector has received. */
export function exportedSpans(requests: readonly ReceivedRequest[]): ExportedSpan[] {
  return requests
    .filter(({ path }) => path.endsWith('/v1/traces'))
    .flatMap((request) => {
      const spans = decoded.get(request) ?? spansIn(request.body);
      decoded.set(request, spans);
      return spans;
    });
}

/** The spans of one request: OTLP over HTTP with JSON. */
export function spansIn(body: string): ExportedSpan[] {
  const { resourceSpans = [] }: OtlpRequest = JSON.parse(body);
  return resourceSpans.flatMap(({ resource, scopeSpans }) => {
    const service = String(attributesOf(resource.attributes)['service.name']);
    return scopeSpans.flatMap(({ spans }) => spans.map((span) => exportedSpan(service, span)));
  });
}

/**
 * The spans as indented lines, each below the span that caused it: service, kind and name, in this order. The times of spans that begin in
 * the same millisecond are not exact enough for an order.
 */
export function treeOf(spans: readonly ExportedSpan[]): string[] {
  const ids = new Set(spans.map(({ spanId }) => spanId));
  const below = (parent: string | undefined, indent: string): string[] =>
    spans
      .filter(({ parentSpanId: id }) =>
        parent === undefined ? id === undefined || !ids.has(id) : id === parent,
      )
      .map((span): [string, ExportedSpan] => [lineOf(span), span])
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .flatMap(([line, span]) => [`${indent}${line}`, ...below(span.spanId, `${indent}  `)]);
  return below(undefined, '');
}

function lineOf({ service, kind, name, links, failed }: ExportedSpan): string {
  return `${service} ${kind} ${name}${links.length > 0 ? ' (linked)' : ''}${failed ? ' (failed)' : ''}`;
}

function exportedSpan(service: string, span: OtlpSpan): ExportedSpan {
  const [start, end] = [BigInt(span.startTimeUnixNano), BigInt(span.endTimeUnixNano)];
  return {
    service,
    name: span.name,
    kind: KINDS[span.kind] ?? String(span.kind),
    traceId: span.traceId,
    spanId: span.spanId,
    parentSpanId: span.parentSpanId || undefined,
    attributes: attributesOf(span.attributes ?? []),
    links: (span.links ?? []).map(({ traceId, spanId }) => ({ traceId, spanId })),
    failed: span.status?.code === 2,
    startedAt: Number(start / 1_000n) / 1_000,
    durationMs: Number((end - start) / 1_000n) / 1_000,
  };
}

function attributesOf(list: readonly KeyValue[]): Record<string, unknown> {
  return Object.fromEntries(
    list.map(({ key, value }) => {
      const [type, content] = Object.entries(value)[0] ?? [];
      return [key, type === 'intValue' ? Number(content) : content];
    }),
  );
}
