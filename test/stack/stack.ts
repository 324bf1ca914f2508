import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { migrations as conversationsMigrations } from '@flowforge/conversations/migrations';
import { ALL_SCOPES, type Role, type ServiceName } from '@flowforge/contracts/words';
import { migrations as deliveryMigrations } from '@flowforge/delivery/migrations';
import { migrations as registryMigrations } from '@flowforge/registry/migrations';
import { OperatorCommands } from '@flowforge/registry/operator/operator-commands.service';
import { sharedAddresses } from '@flowforge/testing/shared-servers';
import { type ServiceProcess, startService } from '@flowforge/testing/service-process';
import {
  startTestDatabase,
  startTestNats,
  type TestDatabase,
  type TestNats,
} from '@flowforge/testing/servers';
import { Api } from './api.js';
import { openUser, type StackUser } from './user.js';

/** All of Flowforge on real servers: each service is a process, behind the front door. */
export interface Stack {
  /** The front door. */
  readonly url: string;
  readonly nats: TestNats;
  readonly database: TestDatabase;
  readonly services: Readonly<Record<ServiceName, readonly ServiceProcess[]>>;
  /** The console process, which is the front door; the first one of several. */
  readonly frontDoor: ServiceProcess;
  readonly frontDoors: readonly ServiceProcess[];
  /** The ops port of the first process of each. */
  readonly opsUrls: Readonly<Record<ServiceName | 'console', string>>;
  /** Creates a workspace; returns its id, and the API with an api key of it that has all scopes. */
  workspace(name: string): Promise<{ workspaceId: string; api: Api }>;
  /** Creates a user of a workspace, who has signed in. */
  user(workspaceId: string, role: Role): Promise<StackUser>;
  /** Stops all processes. Rejects when NATS refused a subject to a service during the test. */
  stop(): Promise<void>;
}

/** What a test needs that neither stops a process nor changes a setting. */
export type SharedStack = Pick<Stack, 'url' | 'opsUrls' | 'workspace' | 'user' | 'stop'> & {
  readonly services: Readonly<Record<ServiceName, readonly { readonly url: string }[]>>;
};

/** Variable with the addresses of the stack that several test files share, as JSON. */
export const SHARED_STACK = 'FLOWFORGE_TEST_STACK';

/** Addresses of a stack that runs. */
export interface StackAddresses {
  url: string;
  services: Record<ServiceName, { url: string }[]>;
  opsUrls: SharedStack['opsUrls'];
  registryDatabaseUrl: string;
}

/** The stack that the test run shares, or one of its own when there is none. */
export async function sharedStack(): Promise<SharedStack> {
  const addresses = sharedAddresses(SHARED_STACK);
  if (addresses === undefined) return startStack();
  const { url, services, opsUrls, registryDatabaseUrl }: StackAddresses = JSON.parse(addresses);
  return {
    url,
    services,
    opsUrls,
    // Two test files may use the same name.
    workspace: (name) => openWorkspace(registryDatabaseUrl, url, `${name}-${randomBytes(4).toString('hex')}`),
    user: (workspaceId, role) =>
      openUser(registryDatabaseUrl, services.registry[0]?.url ?? '', url, workspaceId, role),
    stop: () => Promise.resolve(),
  };
}

/** Where a front door finds the pages of the console and the widget. */
export const FRONT_DOOR_FOLDERS = {
  WEB_FOLDER: fileURLToPath(new URL('../../../apps/console/web/dist', import.meta.url)),
  WIDGET_FOLDER: fileURLToPath(new URL('../../../apps/widget/dist', import.meta.url)),
};

/** Settings that differ from the defaults of a stack. */
export interface StackOptions {
  /** Start a separate Postgres, which the test may kill; otherwise the shared one is used. */
  ownCluster?: boolean;
  /** Processes of each of the three services. Default 1. */
  replicas?: number;
  /** Console processes. Default 1. */
  frontDoors?: number;
  /** Address of NATS for the registry, given the one of its user: for a line that the test can cut. */
  natsOfRegistry?: (url: string) => Promise<string>;
  env?: Partial<Record<ServiceName | 'console', Record<string, string>>>;
}

/** Starts everything on free ports, with a database and a nats-server of its own. */
export async function startStack(options: StackOptions = {}): Promise<Stack> {
  const [database, nats] = await Promise.all([
    startTestDatabase({ ownCluster: options.ownCluster ?? false }),
    startTestNats(),
  ]);
  const processes: ServiceProcess[] = [];
  const stop = async (): Promise<void> => {
    // The front doors were started last and stop first.
    const doors = processes.splice(-(options.frontDoors ?? 1));
    await Promise.all(doors.map((door) => door.stop()));
    await Promise.all(processes.map((service) => service.stop()));
    await Promise.all([nats.stop(), database.stop()]);
  };
  try {
    return { ...(await startServices(options, database, nats, processes)), nats, database, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Migrates the database and starts the services and the front door; each process that has started is added to `processes`. */
async function startServices(
  options: StackOptions,
  database: TestDatabase,
  nats: TestNats,
  processes: ServiceProcess[],
): Promise<Omit<Stack, 'nats' | 'database' | 'stop'>> {
  await Promise.all([
    database.migrate('conversations', conversationsMigrations),
    database.migrate('registry', registryMigrations),
    database.migrate('delivery', deliveryMigrations),
  ]);
  const shared = { ENCRYPTION_KEYS: `test:${randomBytes(32).toString('base64')}` };
  const start = async (name: string, env: Record<string, string>): Promise<ServiceProcess> => {
    const service = await startService(name, { env });
    processes.push(service);
    return service;
  };
  const startSeveral = (
    number: number,
    name: ServiceName | 'console',
    env: Record<string, string>,
  ): Promise<ServiceProcess[]> =>
    Promise.all(Array.from({ length: number }, () => start(name, { ...env, ...options.env?.[name] })));
  const replicas = (name: ServiceName, env: Record<string, string>): Promise<ServiceProcess[]> =>
    startSeveral(options.replicas ?? 1, name, {
      ...shared,
      DATABASE_URL: database.urls[name],
      NATS_URL: nats.urls[name],
      ...env,
    });
  const conversations = await replicas('conversations', { RATE_LIMIT_PER_SECOND: '10000' });
  const natsOfRegistry = await (options.natsOfRegistry?.(nats.urls.registry) ?? nats.urls.registry);
  const registry = await replicas('registry', {
    NATS_URL: natsOfRegistry,
    ALLOW_INSECURE_ENDPOINTS: 'true',
    CONVERSATIONS_URLS: conversations.map(({ url }) => url).join(','),
  });
  const delivery = await replicas('delivery', {
    REGISTRY_URLS: registry.map(({ url }) => url).join(','),
    ALLOW_INSECURE_ENDPOINTS: 'true',
    // All services use one Postgres, so there is no difference between two clocks.
    ROUTING_MARGIN_MS: '0',
  });
  const services = { conversations, registry, delivery };
  const urls = (replicated: readonly ServiceProcess[]): string => replicated.map(({ url }) => url).join(',');
  const opsUrl = ([first]: readonly ServiceProcess[]): string => first?.opsUrl ?? '';
  const frontDoors = await startSeveral(options.frontDoors ?? 1, 'console', {
    CONVERSATIONS_URLS: urls(conversations),
    REGISTRY_URLS: urls(registry),
    DELIVERY_URLS: urls(delivery),
    ...FRONT_DOOR_FOLDERS,
    NATS_URL: nats.urls.console,
  });
  const [frontDoor] = frontDoors;
  if (!frontDoor) throw new Error('a stack has a front door');
  return {
    url: frontDoor.url,
    services,
    frontDoor,
    frontDoors,
    opsUrls: {
      console: frontDoor.opsUrl,
      conversations: opsUrl(conversations),
      registry: opsUrl(registry),
      delivery: opsUrl(delivery),
    },
    workspace: (name) => openWorkspace(database.urls.registry, frontDoor.url, name),
    user: (workspaceId, role) =>
      openUser(database.urls.registry, registry[0]?.url ?? '', frontDoor.url, workspaceId, role),
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
    const request = { name: 'test', scopes: [...ALL_SCOPES], revokeOthersNamed: false };
    const { key } = await operator.mintApiKey(workspaceId, request);
    return { workspaceId, api: new Api(url, key) };
  } finally {
    await operator.close();
  }
}
