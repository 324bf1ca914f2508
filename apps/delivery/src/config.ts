import { Environment, readServiceSettings, type ServiceSettings } from '@flowforge/service-kit/environment';

/** What delivery reads from its environment. */
export interface DeliveryConfig {
  service: ServiceSettings;
  databaseUrl: string;
  natsUrl: string;
  /** `id:base64key[,…]`; the same ring as the registry's. */
  encryptionKeys: string;
  /** Lets http, loopback and private endpoints in; for a local run only. */
  allowInsecureEndpoints: boolean;
  /** By how much two databases' clocks may differ, in milliseconds; an event that close to a change is delivered. */
  routingMarginMs: number;
  /** Total deadline of an attempt, from its start to the last byte of the answer, in milliseconds. */
  attemptTimeoutMs: number;
  /** Attempts at once in this process, over all webhooks and for each. */
  maxInFlight: number;
  maxInFlightPerWebhook: number;
  /** How long an open circuit waits before it lets one attempt through, in milliseconds. */
  circuitResetMs: number;
  databasePoolSize: number;
}

/** @throws Error that names every variable that is missing or wrong */
export function readConfig(values: NodeJS.ProcessEnv = process.env): DeliveryConfig {
  const environment = new Environment(values);
  const config: DeliveryConfig = {
    service: readServiceSettings('delivery', environment),
    databaseUrl: environment.address('DATABASE_URL', ['postgres:', 'postgresql:']),
    natsUrl: environment.address('NATS_URL', ['nats:', 'tls:']),
    encryptionKeys: environment.text('ENCRYPTION_KEYS'),
    allowInsecureEndpoints: environment.flag('ALLOW_INSECURE_ENDPOINTS', false),
    routingMarginMs: environment.integer('ROUTING_MARGIN_MS', 500, 0, 60_000),
    attemptTimeoutMs: environment.integer('ATTEMPT_TIMEOUT_MS', 15_000, 100, 60_000),
    maxInFlight: environment.integer('MAX_IN_FLIGHT', 1_024, 1, 16_384),
    maxInFlightPerWebhook: environment.integer('MAX_IN_FLIGHT_PER_WEBHOOK', 64, 1, 1_024),
    circuitResetMs: environment.integer('CIRCUIT_RESET_MS', 30_000, 100, 3_600_000),
    databasePoolSize: environment.integer('DATABASE_POOL_SIZE', 10, 2, 100),
  };
  environment.finish();
  return config;
}
