// `npm run traces`: a collector on port 4318 (or that of the first argument) that prints each trace as a tree.
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { type ExportedSpan, spansIn } from '@flowforge/testing/exported-spans';

/** A trace is printed when nothing of it has come for this time, in milliseconds. */
const QUIET_MS = 3_000;
const DEFAULT_PORT = 4_318;

const traces = new Map<string, { spans: ExportedSpan[]; timer: NodeJS.Timeout }>();

function lines(spans: readonly ExportedSpan[], parent: ExportedSpan | undefined, indent: string): string[] {
  const ids = new Set(spans.map(({ spanId }) => spanId));
  const start = Math.min(...spans.map(({ startedAt }) => startedAt));
  return spans
    .filter(({ parentSpanId = '' }) =>
      parent === undefined ? !ids.has(parentSpanId) : parentSpanId === parent.spanId,
    )
    .sort((a, b) => a.startedAt - b.startedAt)
    .flatMap((span) => {
      const { startedAt, durationMs, service, kind, name, links, attributes } = span;
      const times = `${(startedAt - start).toFixed(1).padStart(8)} ${durationMs.toFixed(1).padStart(8)} ms`;
      const more = [
        attributes['http.response.status_code'],
        attributes['flowforge.outcome'] ?? attributes['error.type'],
        ...links.map(({ traceId }) => `linked to ${traceId}`),
      ].filter((one) => one !== undefined);
      return [
        `${times}  ${indent}${service} ${kind} ${name} ${more.map(String).join(' ')}`.trimEnd(),
        ...lines(spans, span, `${indent}  `),
      ];
    });
}

function print(traceId: string): void {
  const spans = traces.get(traceId)?.spans ?? [];
  traces.delete(traceId);
  console.log([`trace ${traceId}`, ...lines(spans, undefined, ''), ''].join('\n'));
}

function receive(body: string): void {
  for (const span of spansIn(body)) {
    const known = traces.get(span.traceId);
    clearTimeout(known?.timer);
    const timer = setTimeout(() => print(span.traceId), QUIET_MS);
    traces.set(span.traceId, { spans: [...(known?.spans ?? []), span], timer });
  }
}

const port = Number(process.argv[2] ?? DEFAULT_PORT);
createServer((request, response) => {
  void text(request)
    .then(receive)
    .then(() => response.writeHead(200, { 'content-type': 'application/json' }).end('{}'))
    .catch(() => response.writeHead(400).end());
}).listen(port, '127.0.0.1', () => {
  console.log(
    `traces are printed. Start the services with OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:${port}`,
  );
});
