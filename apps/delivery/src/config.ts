import { KeyRing } from '@flowforge/encryption/key-ring';
import { type Environment, readEnvironment } from '@flowforge/service-kit/environment';
import {
  readDatabaseUrl,
  readNatsUrl,
  readServiceSettings,
  type ServiceSettings,
} from '@flowforge/service-kit/service-settings';

/** The configuration of delivery. */
export interface DeliveryConfig {
  service: ServiceSettings;
  databaseUrl: string;
  natsUrl: string;
  /** `id:base64key[,…]`; the same ring as the registry's. */
  encryptionKeys: string;
  /** Allows http, loopback, `localhost` and every port in endpoints; for a local run only. */
  allowInsecureEndpoints: boolean;
  /** How much the clocks of two databases may differ, in milliseconds; an event that close to a routing change is delivered. */
  routingMarginMs: number;
  /** Total deadline of an attempt, from its start to the last byte of the answer, in milliseconds. */
  attemptTimeoutMs: number;
  /** Attempts at the same time in this process: to all webhooks, and to one. */
  maxInFlight: number;
  maxInFlightPerWebhook: number;
  /** An open circuit lets one attempt through after this time, in milliseconds. */
  circuitResetMs: number;
  databasePoolSize: number;
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
    encryptionKeys: environment.text('ENCRYPTION_KEYS', {
      secret: true,
      check: (text) => KeyRing.parse(text),
      description: 'The same value as for the registry.',
    }),
    allowInsecureEndpoints: environment.flag('ALLOW_INSECURE_ENDPOINTS', {
      fallback: false,
      description: 'Allows http, loopback, `localhost` and every port in endpoints. For a local run only.',
    }),
    routingMarginMs: environment.integer('ROUTING_MARGIN_MS', {
      fallback: 500,
      min: 0,
      max: 60_000,
      description: 'How much the clocks of two databases may differ, in milliseconds.',
    }),
    attemptTimeoutMs: environment.integer('ATTEMPT_TIMEOUT_MS', {
      fallback: 15_000,
      min: 100,
      max: 60_000,
      description: 'Deadline of an attempt, from its start to the end of the answer, in milliseconds.',
    }),
    maxInFlight: environment.integer('MAX_IN_FLIGHT', {
      fallback: 1_024,
      min: 1,
      max: 16_384,
      description: 'Attempts at the same time in this process.',
    }),
    maxInFlightPerWebhook: environment.integer('MAX_IN_FLIGHT_PER_WEBHOOK', {
      fallback: 64,
      min: 1,
      max: 1_024,
      description: 'Attempts at the same time to one webhook in this process.',
    }),
    circuitResetMs: environment.integer('CIRCUIT_RESET_MS', {
      fallback: 30_000,
      min: 100,
      max: 3_600_000,
      description: 'An open circuit lets one attempt through after this time, in milliseconds.',
    }),
    databasePoolSize: environment.integer('DATABASE_POOL_SIZE', {
      fallback: 10,
      min: 2,
      max: 100,
      description: 'Connections to Postgres that this process opens at most.',
    }),
  };
}

/**
 * Reads what the migrate command needs.
 *
 * @throws ConfigurationError that says what is wrong with `DATABASE_URL`
 */
export function readMigrateConfig(values: NodeJS.ProcessEnv = process.env): { databaseUrl: string } {
  return readEnvironment(values, (environment) => ({ databaseUrl: readDatabaseUrl(environment) }));
}
