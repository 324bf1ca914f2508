import { randomUUID } from 'node:crypto';
import {
  type Attributes,
  type Context,
  context,
  type Link,
  ROOT_CONTEXT,
  type SpanKind,
  trace,
} from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  BatchSpanProcessor,
  NodeTracerProvider,
  ParentBasedSampler,
  type ReadableSpan,
  type Sampler,
  SamplingDecision,
  type SamplingResult,
  type SpanExporter,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace-node';
import { exportFailed } from './export-failed.js';
import { SAMPLED_AS_LINKS, setTracer } from './spans.js';
import type { ExportObserver, Tracing } from './tracing.js';
import type { TracingSettings } from './tracing-settings.js';

/** Spans that wait for the collector; more are dropped. A span takes about 1 KB. */
const QUEUE_SPANS = 4_096;
/** Spans of one request. */
const BATCH_SPANS = 512;
/** A span waits at most this long for others, in milliseconds. */
const BATCH_WAIT_MS = 1_000;
/** Deadline of one request, with its repetitions, in milliseconds. */
const EXPORT_MS = 5_000;

/** Loads and starts the SDK. Spans are sent in batches in the background. */
export function openTracing(settings: TracingSettings, observer: ExportObserver): Tracing {
  const exporter = new OTLPTraceExporter({
    url: `${settings.endpoint}/v1/traces`,
    headers: settings.headers,
    timeoutMillis: EXPORT_MS,
  });
  const provider = new NodeTracerProvider({
    sampler: new LinksDecide(samplerOf(settings)),
    resource: resourceFromAttributes({
      'service.namespace': 'flowforge',
      'service.name': settings.serviceName,
      'service.version': settings.serviceVersion,
      'service.instance.id': randomUUID(),
    }),
    spanProcessors: [
      new BatchSpanProcessor(new ObservedExporter(exporter, observer), {
        maxQueueSize: QUEUE_SPANS,
        maxExportBatchSize: BATCH_SPANS,
        scheduledDelayMillis: BATCH_WAIT_MS,
        exportTimeoutMillis: EXPORT_MS,
      }),
    ],
  });
  provider.register({ propagator: null });
  setTracer(provider.getTracer('flowforge', settings.serviceVersion));
  return {
    stop: async (ms) => {
      setTracer(undefined);
      const over = new Promise<void>((resolve) => setTimeout(resolve, ms).unref());
      await Promise.race([provider.shutdown().catch(() => undefined), over]);
      context.disable();
      trace.disable();
    },
  };
}

function samplerOf({ sampler, ratio }: TracingSettings): Sampler {
  switch (sampler) {
    case 'always_on':
      return new AlwaysOnSampler();
    case 'always_off':
      return new AlwaysOffSampler();
    case 'traceidratio':
      return new TraceIdRatioBasedSampler(ratio);
    case 'parentbased_always_on':
      return new ParentBasedSampler({ root: new AlwaysOnSampler() });
    case 'parentbased_always_off':
      return new ParentBasedSampler({ root: new AlwaysOffSampler() });
    case 'parentbased_traceidratio':
      return new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(ratio) });
  }
}

/** Takes a span without a parent when one of the spans that it is linked to was taken, if it was started with `sampledAsLinks`. */
class LinksDecide implements Sampler {
  constructor(private readonly others: Sampler) {}

  shouldSample(
    parent: Context,
    traceId: string,
    name: string,
    kind: SpanKind,
    attributes: Attributes,
    links: Link[],
  ): SamplingResult {
    const sampled = parent.getValue(SAMPLED_AS_LINKS);
    if (sampled === true) return { decision: SamplingDecision.RECORD_AND_SAMPLED };
    if (sampled === false) return { decision: SamplingDecision.NOT_RECORD };
    return this.others.shouldSample(parent, traceId, name, kind, attributes, links);
  }

  toString(): string {
    return `LinksDecide(${this.others.toString()})`;
  }
}

/** Reports the first of several failures, and their end. */
class ObservedExporter implements SpanExporter {
  /** Spans that were lost since the collector last took a request. */
  private lost = 0;

  constructor(
    private readonly exporter: SpanExporter,
    private readonly observer: ExportObserver,
  ) {}

  export(spans: ReadableSpan[], onResult: Parameters<SpanExporter['export']>[1]): void {
    this.exporter.export(spans, (result) => {
      if (result.error !== undefined) this.failed(result.error, spans.length);
      else this.succeeded();
      onResult(result);
    });
  }

  shutdown(): Promise<void> {
    return this.exporter.shutdown();
  }

  forceFlush(): Promise<void> {
    return this.exporter.forceFlush?.() ?? Promise.resolve();
  }

  private failed(error: unknown, spans: number): void {
    if (this.lost === 0) report(() => this.observer.failed(exportFailed(error), spans));
    this.lost += spans;
  }

  private succeeded(): void {
    const { lost } = this;
    if (lost > 0) report(() => this.observer.resumed(lost));
    this.lost = 0;
  }
}

/** Outside of any span. The timer of a batch runs in the span that was active when it was set, and that has nothing to do with the batch. */
function report(call: () => void): void {
  context.with(ROOT_CONTEXT, call);
}
