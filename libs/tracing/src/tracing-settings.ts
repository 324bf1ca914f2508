/** The samplers of OpenTelemetry, by the names that `OTEL_TRACES_SAMPLER` has for them. */
export const SAMPLERS = [
  'parentbased_always_on',
  'parentbased_traceidratio',
  'parentbased_always_off',
  'always_on',
  'traceidratio',
  'always_off',
] as const;

/** Name of a sampler. */
export type SamplerName = (typeof SAMPLERS)[number];

/** Where spans are sent, and which ones. */
export interface TracingSettings {
  /** Base address of the collector; `/v1/traces` is added. */
  endpoint: string;
  /** Headers of each request to the collector, such as its api key. */
  headers: Record<string, string>;
  serviceName: string;
  serviceVersion: string;
  sampler: SamplerName;
  /** Part of the traces that a sampler with `traceidratio` takes, 0 to 1. */
  ratio: number;
}

export function isSampler(text: string): text is SamplerName {
  const names: readonly string[] = SAMPLERS;
  return names.includes(text);
}

/** One http or https address without a user, query or fragment, without its trailing slashes; undefined for another text. */
export function readCollectorAddress(text: string): string | undefined {
  if (!URL.canParse(text) || text.includes(',')) return undefined;
  const url = new URL(text);
  const hasNoSecret = url.username === '' && url.password === '';
  const isBase = /^https?:$/.test(url.protocol) && url.search === '' && url.hash === '';
  return hasNoSecret && isBase ? url.href.replace(/\/+$/, '') : undefined;
}

/** Reads `name=value,name=value`, where values are percent-encoded; undefined for another text. */
export function readHeaders(text: string): Record<string, string> | undefined {
  const headers: Record<string, string> = {};
  for (const part of text.split(',').filter((one) => one.trim() !== '')) {
    const [, name, value] = /^\s*([\w!#$%&'*+.^`|~-]+)\s*=\s*(.*?)\s*$/.exec(part) ?? [];
    const decoded = value === undefined ? undefined : decodedValue(value);
    if (name === undefined || decoded === undefined) return undefined;
    headers[name.toLowerCase()] = decoded;
  }
  return headers;
}

/** Undefined for a value that no header may have, too: a control character would end it. */
function decodedValue(value: string): string | undefined {
  try {
    const decoded = decodeURIComponent(value);
    return /^[\x20-\x7e\x80-\xff]*$/.test(decoded) ? decoded : undefined;
  } catch {
    return undefined;
  }
}
