import { KeyRing } from '@flowforge/encryption/key-ring';
import { type Environment, readEnvironment } from '@flowforge/service-kit/environment';
import {
  readDatabaseUrl,
  readIdempotencyHours,
  readNatsUrl,
  readServiceSettings,
  readStreamReplicas,
  type ServiceSettings,
} from '@flowforge/service-kit/service-settings';

/** The configuration of delivery. */
export interface DeliveryConfig {
  service: ServiceSettings;
  databaseUrl: string;
  natsUrl: string;
  /** How many servers of a NATS cluster keep each stream. */
  streamReplicas: number;
  /** `id:base64key[,…]`; must contain the keys that the registry encrypts with. */
  encryptionKeys: string;
  /** Also allows http, loopback addresses, `localhost` and every port in endpoints; for a local run only. */
  allowInsecureEndpoints: boolean;
  /** Base addresses of the registry, which confirms the routing; may be empty: the stream alone confirms it then. */
  registryUrls: string[];
  /**
   * Maximum difference between the clocks of two databases, in milliseconds. An event committed within this time of a routing
   * change is delivered.
   */
  routingMarginMs: number;
  /** Deadline of an attempt, from its connection slot to the last byte of the response, in milliseconds. */
  attemptTimeoutMs: number;
  /** Maximum number of concurrent attempts in this process, to all webhooks and to one webhook. */
  maxInFlight: number;
  maxInFlightPerWebhook: number;
  /** An open circuit lets one attempt through after this time, in milliseconds. */
  circuitResetMs: number;
  databasePoolSize: number;
  /** Hours that the answers to requests with an `Idempotency-Key` are stored. */
  idempotencyHours: number;
  /** Days that events, deliveries and attempts are kept. */
  retentionDays: number;
}

/** @throws ConfigurationError that lists every wrong variable */
export function readConfig(values: NodeJS.ProcessEnv = process.env): DeliveryConfig {
  return readEnvironment(values, configOf);
}

/** Reads each variable of delivery. */
export function configOf(environment: Environment): DeliveryConfig {
  return {
    service: readServiceSettings('delivery', environment),
    databaseUrl: readDatabaseUrl(environment),
    natsUrl: readNatsUrl(environment),
    streamReplicas: readStreamReplicas(environment),
    encryptionKeys: environment.text('ENCRYPTION_KEYS', {
      secret: true,
      check: (text) => KeyRing.parse(text),
      description: 'The same value as for the registry.',
    }),
    allowInsecureEndpoints: environment.flag('ALLOW_INSECURE_ENDPOINTS', {
      fallback: false,
      description:
        'Also allows http, loopback addresses, `localhost` and every port in endpoints. For a local run only.',
    }),
    registryUrls: environment.addresses('REGISTRY_URLS', {
      protocols: ['http:', 'https:'],
      optional: true,
      description:
        'Base addresses of the registry. Without them, nothing is sent while NATS is away, and a disable may take effect late.',
    }),
    routingMarginMs: environment.integer('ROUTING_MARGIN_MS', {
      fallback: 500,
      min: 0,
      max: 60_000,
      description: 'Maximum difference between the clocks of two databases, in milliseconds.',
    }),
    attemptTimeoutMs: environment.integer('ATTEMPT_TIMEOUT_MS', {
      fallback: 15_000,
      min: 100,
      max: 60_000,
      description:
        'Deadline of an attempt, from its connection slot to the end of the response, in milliseconds.',
    }),
    maxInFlight: environment.integer('MAX_IN_FLIGHT', {
      fallback: 1_024,
      min: 1,
      max: 16_384,
      description:
        'Half of it: attempts of less than 1 s at a time. The other half: longer ones; at most four times as many.',
    }),
    maxInFlightPerWebhook: environment.integer('MAX_IN_FLIGHT_PER_WEBHOOK', {
      fallback: 64,
      min: 1,
      max: 1_024,
      description: 'Maximum number of concurrent attempts to one webhook in this process.',
    }),
    circuitResetMs: environment.integer('CIRCUIT_RESET_MS', {
      fallback: 30_000,
      min: 100,
      max: 3_600_000,
      description: 'An open circuit lets one attempt through after this time, in milliseconds.',
    }),
    retentionDays: environment.integer('DELIVERY_RETENTION_DAYS', {
      fallback: 30,
      min: 15,
      max: 3_650,
      description:
        'Days that events, deliveries and attempts are kept. Unfinished deliveries are kept longer.',
    }),
    // New events that are planned again, their reading of the routing, and a change that waits for both: one connection each.
    databasePoolSize: environment.integer('DATABASE_POOL_SIZE', {
      fallback: 10,
      min: 3,
      max: 100,
      description: 'Maximum number of connections to Postgres of this process.',
    }),
    idempotencyHours: readIdempotencyHours(environment),
  };
}

/**
 * Reads the configuration of the migrate command.
 *
 * @throws ConfigurationError that names the error in `DATABASE_URL`
 */
export function readMigrateConfig(values: NodeJS.ProcessEnv = process.env): { databaseUrl: string } {
  return readEnvironment(values, (environment) => ({ databaseUrl: readDatabaseUrl(environment) }));
}
