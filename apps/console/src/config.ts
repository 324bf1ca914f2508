import type { ServiceName } from '@flowforge/contracts/words';
import { type Environment, readEnvironment } from '@flowforge/service-kit/environment';
import { readServiceSettings, type ServiceSettings } from '@flowforge/service-kit/service-settings';
import type { SlotLimits } from '@flowforge/service-kit/http/keyed-slots';

/** The configuration of the front door. */
export interface ConsoleConfig {
  settings: ServiceSettings;
  /** Origins of each service's replicas. */
  origins: Record<ServiceName, string[]>;
  streamLimits: SlotLimits;
  requestLimits: SlotLimits;
  /** The folder with the built app; empty: no pages are served. */
  webFolder: string;
  /** The folder with the built widget; empty: no widget is served. */
  widgetFolder: string;
  /** Address of NATS; empty: sessions that end are noticed after a few seconds. */
  natsUrl: string;
  /** SHA-256 of the token of a local run's link, in lower-case hex; empty: there is no such link. */
  localSignInTokenHash: string;
  /** Address of a local run's built-in receiver; empty: there is none. */
  receiverUrl: string;
}

/** @throws ConfigurationError that lists every wrong variable */
export function readConfig(values: NodeJS.ProcessEnv = process.env): ConsoleConfig {
  return readEnvironment(values, configOf);
}

/** Reads each variable of the front door. */
export function configOf(environment: Environment): ConsoleConfig {
  const origins = (name: string, service: ServiceName): string[] =>
    environment
      .addresses(name, {
        protocols: ['http:', 'https:'],
        description: `Base addresses of the replicas of ${service}, separated by commas.`,
      })
      .map((address) => (URL.canParse(address) ? new URL(address).origin : ''));
  return {
    settings: readServiceSettings('console', environment),
    origins: {
      conversations: origins('CONVERSATIONS_URLS', 'conversations'),
      registry: origins('REGISTRY_URLS', 'registry'),
      delivery: origins('DELIVERY_URLS', 'delivery'),
    },
    streamLimits: readStreamLimits(environment),
    requestLimits: readRequestLimits(environment),
    webFolder: environment.text('WEB_FOLDER', {
      fallback: '',
      description: 'Folder with the built console, `apps/console/web/dist`. Not set: no pages are served.',
    }),
    widgetFolder: environment.text('WIDGET_FOLDER', {
      fallback: '',
      description: 'Folder with the built widget, `apps/widget/dist`. Not set: no widget is served.',
    }),
    natsUrl: environment.address('NATS_URL', {
      protocols: ['nats:', 'tls:'],
      secret: true,
      optional: true,
      description: 'Addresses of NATS, with the user `console`. It signals the end of sessions at once.',
    }),
    localSignInTokenHash: environment.text('LOCAL_SIGN_IN_TOKEN_HASH', {
      fallback: '',
      secret: true,
      check: (text) => {
        if (!/^[0-9a-f]{64}$/.test(text)) throw new Error('it must be a SHA-256 in lower-case hex');
      },
      description: 'For a local run only: SHA-256 of the token of the link that signs in one user.',
    }),
    receiverUrl: environment.address('RECEIVER_URL', {
      protocols: ['http:'],
      optional: true,
      description: 'For a local run only: address of the receiver whose webhooks users see at “Get started”.',
    }),
  };
}

function readStreamLimits(environment: Environment): SlotLimits {
  return {
    total: limit(
      environment,
      'MAX_STREAMS',
      5_000,
      'Event streams that may be open at once through one process.',
    ),
    perKey: limit(
      environment,
      'MAX_STREAMS_PER_NETWORK',
      200,
      'Event streams that one client network (IPv4 address, IPv6 /64) may have open at once.',
    ),
  };
}

function readRequestLimits(environment: Environment): SlotLimits {
  return {
    total: limit(
      environment,
      'MAX_REQUESTS',
      2_000,
      'Requests that one process may forward at once. Further ones get a 503.',
    ),
    perKey: limit(
      environment,
      'MAX_REQUESTS_PER_NETWORK',
      200,
      'Requests of one client network (IPv4 address, IPv6 /64) that are forwarded at once. Further ones get a 429.',
    ),
  };
}

function limit(environment: Environment, name: string, fallback: number, description: string): number {
  return environment.integer(name, { fallback, min: 1, max: 100_000, description });
}
