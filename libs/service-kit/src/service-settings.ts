import {
  isSampler,
  readCollectorAddress,
  readHeaders,
  SAMPLERS,
  type TracingSettings,
} from '@flowforge/tracing/tracing-settings';
import type { Environment } from './environment.js';
import { readTrustProxy, type TrustProxy } from './http/trust-proxy.js';
import { VERSION } from './version.js';

/** The settings of every service. */
export interface ServiceSettings {
  name: string;
  host: string;
  port: number;
  /** Interface of the ops port. */
  opsHost: string;
  opsPort: number;
  logLevel: string;
  drainTimeoutMs: number;
  /** Proxies whose `X-Forwarded-*` headers are trusted: the front door or the ingress. */
  trustProxy: TrustProxy;
  /** Base address of the public API and the console, as OpenAPI shows it; undefined when it is not set. */
  publicUrl: string | undefined;
  /** Where spans are sent; null when tracing is off. */
  tracing: TracingSettings | null;
}

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'];

/** Reads the settings that all services share. */
export function readServiceSettings(name: string, environment: Environment): ServiceSettings {
  const host = environment.text('HOST', {
    fallback: '127.0.0.1',
    description: 'Address that the service listens on.',
  });
  return {
    name,
    host,
    opsHost:
      environment.text('OPS_HOST', {
        fallback: '',
        description: 'Address that health checks and metrics listen on. Not set: that of `HOST`.',
      }) || host,
    port: environment.integer('PORT', {
      fallback: 0,
      min: 0,
      max: 65_535,
      description: 'Port of the API. 0 takes a free port.',
    }),
    opsPort: environment.integer('OPS_PORT', {
      fallback: 0,
      min: 0,
      max: 65_535,
      description: 'Port of health checks and metrics. 0 takes a free port. Never make it public.',
    }),
    logLevel: environment.choice('LOG_LEVEL', {
      choices: LOG_LEVELS,
      fallback: 'info',
      description: 'The lowest level that is logged.',
    }),
    drainTimeoutMs: environment.integer('DRAIN_TIMEOUT_MS', {
      // Longer than an attempt of delivery may last, with the time to store its result.
      fallback: 22_000,
      min: 0,
      max: 600_000,
      description: 'After SIGTERM the process ends within this time, in milliseconds.',
    }),
    trustProxy:
      environment.parsed('TRUST_PROXY', {
        type: '`none`, addresses or CIDR ranges, or a number of hops',
        fallback: 'none',
        parse: readTrustProxy,
        description: 'Proxies whose `X-Forwarded-For`, `-Proto` and `-Host` are trusted.',
      }) ?? false,
    publicUrl:
      environment.publicUrl('PUBLIC_URL', {
        description:
          'Address of API and console: scheme, host, port. https makes cookies `Secure`; its pages may send them.',
      }) || undefined,
    tracing: readTracing(name, environment),
  };
}

/** Reads the variables of OpenTelemetry. The service's name is the default of `OTEL_SERVICE_NAME`. */
function readTracing(name: string, environment: Environment): TracingSettings | null {
  const endpoint = environment.parsed('OTEL_EXPORTER_OTLP_ENDPOINT', {
    type: '`http://` or `https://`',
    fallback: '',
    parse: (text) => (text === '' ? null : readCollectorAddress(text)),
    description: 'Base address of a collector of traces that takes OTLP over HTTP. Not set: tracing is off.',
  });
  const headers = environment.parsed('OTEL_EXPORTER_OTLP_HEADERS', {
    type: '`name=value`, separated by commas',
    fallback: '',
    secret: true,
    parse: readHeaders,
    description: 'Headers for the collector, such as an api key. Values are percent-encoded.',
  });
  const serviceName = environment.text('OTEL_SERVICE_NAME', {
    fallback: '',
    description: 'Name of the service in traces. Not set: `flowforge-` and its name.',
  });
  const sampler = environment.choice('OTEL_TRACES_SAMPLER', {
    choices: SAMPLERS,
    fallback: 'parentbased_always_on',
    description: 'Which traces are sent. `parentbased`: as the service decided in which the trace began.',
  });
  const ratio = environment.parsed('OTEL_TRACES_SAMPLER_ARG', {
    type: 'number, 0 to 1',
    fallback: '1',
    parse: (text) => (/^(0|1|0?\.\d{1,9}|1\.0*)$/.test(text) ? Number(text) : undefined),
    description: 'Part of the traces that a sampler with `traceidratio` takes.',
  });
  const isDisabled = environment.flag('OTEL_SDK_DISABLED', {
    fallback: false,
    description: 'Turns tracing off although an address is set.',
  });
  if (isDisabled || endpoint == null || !isSampler(sampler)) return null;
  return {
    endpoint,
    headers: headers ?? {},
    serviceName: serviceName || `flowforge-${name}`,
    serviceVersion: VERSION,
    sampler,
    ratio: ratio ?? 1,
  };
}

/** The address of the service's own schema, with its own role. */
export function readDatabaseUrl(environment: Environment): string {
  return environment.address('DATABASE_URL', {
    protocols: ['postgres:', 'postgresql:'],
    secret: true,
    description: "Address of Postgres, with the service's own role and password.",
  });
}

/** The address of NATS, with the service's own user. */
export function readNatsUrl(environment: Environment): string {
  return environment.address('NATS_URL', {
    protocols: ['nats:', 'tls:'],
    secret: true,
    description:
      "NATS addresses, with the service's own user. `tls://` requires TLS; `?ca=` names the file of its authority.",
  });
}

/** How many servers of a NATS cluster keep each stream. */
export function readStreamReplicas(environment: Environment): number {
  return environment.integer('NATS_STREAM_REPLICAS', {
    fallback: 1,
    min: 1,
    max: 5,
    description: 'Servers of a NATS cluster that keep each stream. It counts only when a stream is created.',
  });
}

/** Hours that a service stores the answers to requests with an `Idempotency-Key`. */
export function readIdempotencyHours(environment: Environment): number {
  return environment.integer('IDEMPOTENCY_RETENTION_HOURS', {
    fallback: 24,
    min: 1,
    max: 8_760,
    description: 'Hours that a repeated request with the same `Idempotency-Key` gets the first answer again.',
  });
}
