import { randomBytes } from 'node:crypto';
import { migrations as conversationsMigrations } from '@flowforge/conversations/migrations';
import { ALL_SCOPES, type ServiceName } from '@flowforge/contracts/words';
import { migrations as deliveryMigrations } from '@flowforge/delivery/migrations';
import { migrations as registryMigrations } from '@flowforge/registry/migrations';
import { OperatorCommands } from '@flowforge/registry/operator/operator-commands.service';
import { type ServiceProcess, startService } from '@flowforge/testing/service-process';
import {
  startTestDatabase,
  startTestNats,
  type TestDatabase,
  type TestNats,
} from '@flowforge/testing/servers';
import { Api } from './api.js';

/** The whole of Flowforge on real servers, each service a process, with the front door before them. */
export interface Stack {
  /** The front door. */
  readonly url: string;
  readonly nats: TestNats;
  readonly database: TestDatabase;
  readonly services: Readonly<Record<ServiceName, readonly ServiceProcess[]>>;
  /** The console process, which is the front door. */
  readonly frontDoor: ServiceProcess;
  /** A new workspace: its id, and the API for a full-scope key of it. */
  workspace(name: string): Promise<{ workspaceId: string; api: Api }>;
  stop(): Promise<void>;
}

/** Settings for the services of a stack, over their defaults. */
export interface StackOptions {
  /** A Postgres of its own, which may be killed. */
  ownCluster?: boolean;
  replicas?: number;
  env?: Partial<Record<ServiceName | 'console', Record<string, string>>>;
}

/** Starts everything on free ports; nothing is shared with another stack. */
export async function startStack(options: StackOptions = {}): Promise<Stack> {
  const [database, nats] = await Promise.all([
    startTestDatabase({ ownCluster: options.ownCluster ?? false }),
    startTestNats(),
  ]);
  await Promise.all([
    database.migrate('conversations', conversationsMigrations),
    database.migrate('registry', registryMigrations),
    database.migrate('delivery', deliveryMigrations),
  ]);
  const shared = { ENCRYPTION_KEYS: `test:${randomBytes(32).toString('base64')}` };
  const replicas = (name: ServiceName, env: Record<string, string>): Promise<ServiceProcess[]> =>
    Promise.all(
      Array.from({ length: options.replicas ?? 1 }, () =>
        startService(name, {
          env: {
            ...shared,
            DATABASE_URL: database.urls[name],
            NATS_URL: nats.urls[name],
            ...env,
            ...options.env?.[name],
          },
        }),
      ),
    );
  const conversations = await replicas('conversations', { RATE_LIMIT_PER_SECOND: '10000' });
  const registry = await replicas('registry', {
    ALLOW_INSECURE_ENDPOINTS: 'true',
    CONVERSATIONS_URLS: conversations.map(({ url }) => url).join(','),
  });
  const delivery = await replicas('delivery', {
    ALLOW_INSECURE_ENDPOINTS: 'true',
    // One Postgres, one clock.
    ROUTING_MARGIN_MS: '0',
  });
  const services = { conversations, registry, delivery };
  const urls = (processes: readonly ServiceProcess[]): string => processes.map(({ url }) => url).join(',');
  const frontDoor = await startService('console', {
    env: {
      CONVERSATIONS_URLS: urls(conversations),
      REGISTRY_URLS: urls(registry),
      DELIVERY_URLS: urls(delivery),
      ...options.env?.console,
    },
  });
  return {
    url: frontDoor.url,
    nats,
    database,
    services,
    frontDoor,
    workspace: (name) => openWorkspace(database.urls.registry, frontDoor.url, name),
    stop: async () => {
      await frontDoor.stop();
      await Promise.all([...conversations, ...registry, ...delivery].map((service) => service.stop()));
      await Promise.all([nats.stop(), database.stop()]);
    },
  };
}

async function openWorkspace(
  databaseUrl: string,
  url: string,
  name: string,
): Promise<{ workspaceId: string; api: Api }> {
  const operator = await OperatorCommands.open(databaseUrl);
  try {
    const { id: workspaceId } = await operator.createWorkspace(name);
    const asked = { name: 'test', scopes: [...ALL_SCOPES], revokeOthersNamed: false };
    const { key } = await operator.mintApiKey(workspaceId, asked);
    return { workspaceId, api: new Api(url, key) };
  } finally {
    await operator.close();
  }
}
