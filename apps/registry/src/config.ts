import { KeyRing } from '@flowforge/encryption/key-ring';
import { type Environment, readEnvironment } from '@flowforge/service-kit/environment';
import {
  readDatabaseUrl,
  readIdempotencyHours,
  readNatsUrl,
  readServiceSettings,
  type ServiceSettings,
} from '@flowforge/service-kit/service-settings';
import { EndpointRule } from './webhook/endpoint.js';

/** The configuration of the registry. */
export interface RegistryConfig {
  settings: ServiceSettings;
  databaseUrl: string;
  natsUrl: string;
  /** Hours that the answers to requests with an `Idempotency-Key` are stored. */
  idempotencyHours: number;
  keyRing: KeyRing;
  endpointRule: EndpointRule;
  /** Base addresses of conversations, for requests over HTTP while NATS is unavailable; may be empty. */
  conversationsUrls: string[];
}

/** @throws ConfigurationError that lists every wrong variable */
export function readConfig(values: NodeJS.ProcessEnv = process.env): RegistryConfig {
  const { encryptionKeys, ...config } = readEnvironment(values, configOf);
  return { ...config, keyRing: KeyRing.parse(encryptionKeys) };
}

/** Reads each variable of the registry. */
export function configOf(
  environment: Environment,
): Omit<RegistryConfig, 'keyRing'> & { encryptionKeys: string } {
  return {
    settings: readServiceSettings('registry', environment),
    databaseUrl: readDatabaseUrl(environment),
    natsUrl: readNatsUrl(environment),
    idempotencyHours: readIdempotencyHours(environment),
    encryptionKeys: environment.text('ENCRYPTION_KEYS', {
      secret: true,
      check: (text) => KeyRing.parse(text),
      description:
        '`id:base64 of 32 bytes`, separated by commas. The first key encrypts, every key decrypts.',
    }),
    endpointRule: new EndpointRule(
      environment.flag('ALLOW_INSECURE_ENDPOINTS', {
        fallback: false,
        description:
          'Also allows http, loopback addresses, `localhost` and every port in endpoints. For a local run only.',
      }),
    ),
    conversationsUrls: environment.addresses('CONVERSATIONS_URLS', {
      protocols: ['http:', 'https:'],
      optional: true,
      description: 'Base addresses of conversations, for requests over HTTP while NATS is unavailable.',
    }),
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

/**
 * Reads the address of the registry's database for the operator's command.
 *
 * @throws ConfigurationError that describes the error without the value, because the address contains a password
 */
export function readOperatorDatabaseUrl(values: NodeJS.ProcessEnv = process.env): string {
  return readEnvironment(values, readDatabaseUrl);
}
