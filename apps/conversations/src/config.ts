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

/** The configuration of the conversations service. */
export interface Config {
  service: ServiceSettings;
  databaseUrl: string;
  natsUrl: string;
  /** How many servers of a NATS cluster keep each stream. */
  streamReplicas: number;
  /** Verifies the internal tokens of the front door; see `KeyRing.parse` for the form. */
  encryptionKeys: string;
  /** Hours that the answers to requests with an `Idempotency-Key` are stored. */
  idempotencyHours: number;
  /** Requests per second that one address may send to the visitor's routes; twice as many at once. */
  rateLimitPerSecond: number;
  /** Event streams of visitors that may be open at once in this process. */
  maxStreams: number;
  /** Days after its end that a conversation, its messages and its visitor token are kept. */
  conversationRetentionDays: number;
}

/** @throws ConfigurationError that lists every wrong variable */
export function readConfig(values: NodeJS.ProcessEnv = process.env): Config {
  return readEnvironment(values, configOf);
}

/** Reads each variable of the conversations service. */
export function configOf(environment: Environment): Config {
  return {
    service: readServiceSettings('conversations', environment),
    databaseUrl: readDatabaseUrl(environment),
    natsUrl: readNatsUrl(environment),
    streamReplicas: readStreamReplicas(environment),
    encryptionKeys: environment.text('ENCRYPTION_KEYS', {
      secret: true,
      check: (text) => KeyRing.parse(text),
      description: 'The same value as for the registry. Proves who a request of the console comes from.',
    }),
    idempotencyHours: readIdempotencyHours(environment),
    rateLimitPerSecond: environment.integer('RATE_LIMIT_PER_SECOND', {
      fallback: 20,
      min: 1,
      max: 1_000_000,
      description:
        'Chat requests per second that one address may send to this process; twice as many at once.',
    }),
    maxStreams: environment.integer('MAX_STREAMS', {
      fallback: 2_000,
      min: 1,
      max: 100_000,
      description: 'Event streams of visitors that may be open at once in this process.',
    }),
    conversationRetentionDays: environment.integer('CONVERSATION_RETENTION_DAYS', {
      fallback: 365,
      min: 1,
      max: 36_500,
      description: 'Days that an ended conversation is kept, with its messages. Captures and contacts stay.',
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
