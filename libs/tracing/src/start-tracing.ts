import type { ExportObserver, Tracing } from './tracing.js';
import type { TracingSettings } from './tracing-settings.js';

/**
 * Starts tracing, or does nothing without settings: the SDK of OpenTelemetry is loaded only here, and only when it is used.
 *
 * @param observer is called when the collector cannot be reached, and when it can be reached again
 */
export async function startTracing(
  settings: TracingSettings | null,
  observer: ExportObserver,
): Promise<Tracing> {
  if (settings === null) return { stop: () => Promise.resolve() };
  const { openTracing } = await import('./otlp.js');
  return openTracing(settings, observer);
}
