import { join } from 'node:path';
import { migrations as conversationsMigrations } from '@flowforge/conversations/migrations';
import { SERVICE_NAMES, type ServiceName } from '@flowforge/contracts/words';
import { migrations as deliveryMigrations } from '@flowforge/delivery/migrations';
import { migrate, waitReporter } from '@flowforge/postgres/migrate';
import { migrations as registryMigrations } from '@flowforge/registry/migrations';
import { openDemoWorkspace } from './demo-workspace.js';
import { DEMO_OWNER } from './local-sign-in.js';
import type { Plan, LaunchContext } from './plan.js';
import { PublicApi } from './public-api.js';
import { seedDemo } from './seed-demo.js';
import { DRAIN_MS } from './stop-times.js';

const MIGRATIONS = {
  conversations: conversationsMigrations,
  registry: registryMigrations,
  delivery: deliveryMigrations,
};

/**
 * Size of V8's young generation in MB. Most objects of delivery live as long as one request. In a large young generation they are
 * freed before they are moved to the old one, which saves garbage collection (docs/performance.md).
 */
const DELIVERY_NODE_FLAGS = ['--max-semi-space-size=64'];

/**
 * How to run the services of this checkout.
 *
 * @param bundles folder of their bundles
 */
export function flowforge(root: string, bundles: string): Plan {
  const script = (name: string): string => join(bundles, 'apps', name, 'dist/main.js');
  return {
    migrate: async (databaseUrls, say) => {
      await Promise.all(
        SERVICE_NAMES.map((service) =>
          migrate(
            { url: databaseUrls[service], schema: service, migrations: MIGRATIONS[service] },
            { onWaiting: waitReporter(service, say) },
          ),
        ),
      );
    },
    service: (name, context) => ({
      name,
      script: script(name),
      environment: { ...sharedEnvironment(context), ...environmentOf(name, context) },
      nodeFlags: name === 'delivery' ? DELIVERY_NODE_FLAGS : [],
    }),
    console: ({ config, publicUrl, natsUrl, serviceUrls, localSignIn, receiverUrl }) => ({
      name: 'console',
      script: script('console'),
      environment: {
        LOG_LEVEL: config.logLevel,
        DRAIN_TIMEOUT_MS: String(DRAIN_MS.console),
        // All clients of a local run have the same address.
        MAX_STREAMS_PER_NETWORK: '5000',
        MAX_REQUESTS_PER_NETWORK: '2000',
        PUBLIC_URL: publicUrl,
        NATS_URL: natsUrl,
        LOCAL_SIGN_IN_TOKEN_HASH: localSignIn.tokenHash,
        RECEIVER_URL: receiverUrl,
        WEB_FOLDER: join(root, 'apps/console/web/dist'),
        WIDGET_FOLDER: join(root, 'apps/widget/dist'),
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

/** Environment variables that all services get. */
function sharedEnvironment({ config, state }: LaunchContext): Record<string, string> {
  return {
    LOG_LEVEL: config.logLevel,
    ENCRYPTION_KEYS: state.encryption_keys,
    // The front door, the only proxy, runs on this machine.
    TRUST_PROXY: '127.0.0.1',
  };
}

function environmentOf(
  name: ServiceName,
  { databaseUrls, natsUrls, serviceUrls, localSignIn }: LaunchContext,
): Record<string, string> {
  const common = {
    DATABASE_URL: databaseUrls[name],
    NATS_URL: natsUrls[name],
    DRAIN_TIMEOUT_MS: String(DRAIN_MS[name]),
  };
  switch (name) {
    case 'conversations':
      // A script sends more requests from one address than a visitor does.
      return { ...common, RATE_LIMIT_PER_SECOND: '1000' };
    case 'registry':
      return {
        ...common,
        // Endpoints on this machine have a loopback address and no https.
        ALLOW_INSECURE_ENDPOINTS: 'true',
        CONVERSATIONS_URLS: serviceUrls.conversations.join(','),
        LOCAL_SIGN_IN_TOKEN_HASH: localSignIn.tokenHash,
        LOCAL_SIGN_IN_EMAIL: DEMO_OWNER.email,
      };
    case 'delivery':
      // All services use one Postgres, so there is no difference between two clocks that a margin has to cover.
      return {
        ...common,
        ALLOW_INSECURE_ENDPOINTS: 'true',
        ROUTING_MARGIN_MS: '0',
        REGISTRY_URLS: serviceUrls.registry.join(','),
      };
  }
}
