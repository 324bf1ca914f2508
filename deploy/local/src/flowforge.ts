import { join } from 'node:path';
import { migrations as conversationsMigrations } from '@flowforge/conversations/migrations';
import { SERVICE_NAMES, type ServiceName } from '@flowforge/contracts/words';
import { migrations as deliveryMigrations } from '@flowforge/delivery/migrations';
import { migrate } from '@flowforge/postgres/migrate';
import { migrations as registryMigrations } from '@flowforge/registry/migrations';
import { openDemoWorkspace } from './demo-workspace.js';
import type { Plan, LaunchContext } from './plan.js';
import { PublicApi } from './public-api.js';
import { seedDemo } from './seed-demo.js';

const MIGRATIONS = {
  conversations: conversationsMigrations,
  registry: registryMigrations,
  delivery: deliveryMigrations,
};

/** How long each has for its drain, in ms; the launcher's own deadlines are a little longer. */
const DRAIN_MS = { conversations: 3_500, registry: 3_500, delivery: 4_000, console: 2_500 };

/**
 * What delivery allocates lives about as long as a request; in a young generation that holds it, it dies there (see "Figures" in
 * ARCHITECTURE.md).
 */
const DELIVERY_NODE_FLAGS = ['--max-semi-space-size=64'];

/** Flowforge as it is: the services of this checkout. */
export function flowforge(root: string): Plan {
  const script = (name: string): string => join(root, 'apps', name, 'dist/main.js');
  return {
    migrate: async (databaseUrls) => {
      await Promise.all(
        SERVICE_NAMES.map((service) =>
          migrate({ url: databaseUrls[service], schema: service, migrations: MIGRATIONS[service] }),
        ),
      );
    },
    service: (name, context) => ({
      name,
      script: script(name),
      environment: { ...shared(context), ...own(name, context) },
      nodeFlags: name === 'delivery' ? DELIVERY_NODE_FLAGS : [],
    }),
    console: (config, serviceUrls) => ({
      name: 'console',
      script: script('console'),
      environment: {
        LOG_LEVEL: config.logLevel,
        DRAIN_TIMEOUT_MS: String(DRAIN_MS.console),
        CONVERSATIONS_URLS: serviceUrls.conversations.join(','),
        REGISTRY_URLS: serviceUrls.registry.join(','),
        DELIVERY_URLS: serviceUrls.delivery.join(','),
      },
    }),
    openWorkspace: openDemoWorkspace,
    seed: ({ publicUrl, apiKey, receiverUrl, state }) =>
      seedDemo(new PublicApi(publicUrl, apiKey), receiverUrl, state),
  };
}

function shared({ config, state }: LaunchContext): Record<string, string> {
  return {
    LOG_LEVEL: config.logLevel,
    ENCRYPTION_KEYS: state.encryption_keys,
    // The front door.
    TRUST_PROXY: '127.0.0.1',
  };
}

function own(
  name: ServiceName,
  { databaseUrls, natsUrls, serviceUrls }: LaunchContext,
): Record<string, string> {
  const common = {
    DATABASE_URL: databaseUrls[name],
    NATS_URL: natsUrls[name],
    DRAIN_TIMEOUT_MS: String(DRAIN_MS[name]),
  };
  switch (name) {
    case 'conversations':
      // A local run is for trying out: limits that a script does not meet, and endpoints on this machine.
      return { ...common, RATE_LIMIT_PER_SECOND: '1000' };
    case 'registry':
      return {
        ...common,
        ALLOW_INSECURE_ENDPOINTS: 'true',
        CONVERSATIONS_URLS: serviceUrls.conversations.join(','),
      };
    case 'delivery':
      // One Postgres has one clock: there is no difference for a margin to cover.
      return { ...common, ALLOW_INSECURE_ENDPOINTS: 'true', ROUTING_MARGIN_MS: '0' };
  }
}
