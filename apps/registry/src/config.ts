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
import type { SessionLifetime } from './session/session.js';
import { EndpointRule } from './webhook/endpoint.js';

/** The configuration of the registry. */
export interface RegistryConfig {
  settings: ServiceSettings;
  databaseUrl: string;
  natsUrl: string;
  /** How many servers of a NATS cluster keep each stream. */
  streamReplicas: number;
  /** Hours that the answers to requests with an `Idempotency-Key` are stored. */
  idempotencyHours: number;
  keyRing: KeyRing;
  endpointRule: EndpointRule;
  /** Base addresses of conversations, for requests over HTTP while NATS is unavailable; may be empty. */
  conversationsUrls: string[];
  sessionLifetime: SessionLifetime;
  /** Days that an entry of the audit log is kept. */
  auditRetentionDays: number;
  /** Allows to create the first user; an empty text when it is not set. */
  setupToken: string;
  /** The link that signs in the user of a local run; null where it is not set, so the route does not exist. */
  localSignIn: { tokenHash: string; email: string } | null;
}

const SETUP_TOKEN_MIN = 20;

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
    streamReplicas: readStreamReplicas(environment),
    idempotencyHours: readIdempotencyHours(environment),
    encryptionKeys: readEncryptionKeys(environment),
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
    sessionLifetime: {
      idleDays: environment.integer('SESSION_IDLE_DAYS', {
        fallback: 7,
        min: 1,
        max: 365,
        description: 'Days after its last use that the session of a user ends.',
      }),
      maxDays: environment.integer('SESSION_MAX_DAYS', {
        fallback: 30,
        min: 1,
        max: 365,
        description: 'Days after the sign-in that the session of a user ends, used or not.',
      }),
    },
    auditRetentionDays: environment.integer('AUDIT_RETENTION_DAYS', {
      fallback: 365,
      min: 1,
      max: 36_500,
      description: 'Days that an entry of the audit log is kept.',
    }),
    setupToken: environment.text('SETUP_TOKEN', {
      fallback: '',
      secret: true,
      check: (text) => {
        if (text.length < SETUP_TOKEN_MIN)
          throw new Error(`it must have at least ${SETUP_TOKEN_MIN} characters`);
      },
      description: 'Lets the first visitor who knows it create the first user. Make it random.',
    }),
    localSignIn: readLocalSignIn(environment),
  };
}

function readLocalSignIn(environment: Environment): RegistryConfig['localSignIn'] {
  const tokenHash = environment.text('LOCAL_SIGN_IN_TOKEN_HASH', {
    fallback: '',
    secret: true,
    check: (text) => {
      if (!/^[0-9a-f]{64}$/.test(text)) throw new Error('it must be a SHA-256 in lower-case hex');
    },
    description: 'For a local run only: SHA-256 of the token of the link that signs in one user.',
  });
  const email = environment.text('LOCAL_SIGN_IN_EMAIL', {
    // It must be set together with the token.
    ...(tokenHash === '' ? { fallback: '' } : {}),
    description: 'For a local run only: e-mail address of the user that the link signs in.',
  });
  return tokenHash === '' ? null : { tokenHash, email };
}

/**
 * Reads the configuration of the migrate command.
 *
 * @throws ConfigurationError that names the error in `DATABASE_URL`
 */
export function readMigrateConfig(values: NodeJS.ProcessEnv = process.env): { databaseUrl: string } {
  return readEnvironment(values, (environment) => ({ databaseUrl: readDatabaseUrl(environment) }));
}

/** The key ring of the command that encrypts secrets again. Throws an error that says what is wrong with `ENCRYPTION_KEYS`. */
export function readOperatorKeyRing(values: NodeJS.ProcessEnv = process.env): KeyRing {
  return KeyRing.parse(readEnvironment(values, readEncryptionKeys));
}

function readEncryptionKeys(environment: Environment): string {
  return environment.text('ENCRYPTION_KEYS', {
    secret: true,
    check: (text) => KeyRing.parse(text),
    description: '`id:base64 of 32 bytes`, separated by commas. The first key encrypts, every key decrypts.',
  });
}

/**
 * Reads the address of the registry's database for the operator's command.
 *
 * @throws ConfigurationError that describes the error without the value, because the address contains a password
 */
export function readOperatorDatabaseUrl(values: NodeJS.ProcessEnv = process.env): string {
  return readEnvironment(values, readDatabaseUrl);
}
