import { createHash, scryptSync } from 'node:crypto';
import { newId } from '@flowforge/contracts/ids';
import { checkSource } from '@flowforge/contracts/requests/check-source';
import { decodeRoutingChange, type RoutingChange } from '@flowforge/contracts/routing/routing-change';
import { SESSION_CHECK_PATH, type SessionCheckAnswer } from '@flowforge/contracts/sessions/session-check';
import { ALL_SCOPES, type Role, type Scope, type SourceKind } from '@flowforge/contracts/words';
import { natsOptions } from '@flowforge/messaging/nats-options';
import { ServiceClient } from '@flowforge/messaging/service-client';
import {
  startTestDatabase,
  startTestNats,
  type TestDatabase,
  type TestNats,
} from '@flowforge/testing/servers';
import { until } from '@flowforge/testing/until';
import { sharedAddresses } from '@flowforge/testing/shared-servers';
import { type ServiceProcess, startService } from '@flowforge/testing/service-process';
import { Logger } from '@nestjs/common';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import pg from 'pg';
import { migrations } from './migrations.js';
import { ApiClient } from './api-client.testing.js';
import { OperatorCommands } from './operator/operator-commands.service.js';
import { encodePasswordHash, HASH_BYTES, SALT_BYTES } from './password/password-hash.js';

/** The key ring of the tests, so that they can decrypt what the registry has encrypted. */
export const TEST_KEYS = `test:${Buffer.alloc(32, 7).toString('base64')}`;

/** The password of every user that a test creates. */
export const TEST_PASSWORD = 'correct horse battery staple';

/** A hash of it with the lowest cost. */
const CHEAP_HASH = encodePasswordHash({
  logN: 1,
  r: 8,
  p: 1,
  salt: Buffer.alloc(SALT_BYTES, 1),
  hash: scryptSync(TEST_PASSWORD, Buffer.alloc(SALT_BYTES, 1), HASH_BYTES, { N: 2, r: 8, p: 1 }),
});

/** A user who has signed in. Its client sends the internal token that the front door would send. */
export interface SignedInUser {
  userId: string;
  email: string;
  sessionId: string;
  /** The session token, which the front door keeps in the cookie. */
  token: string;
  client: ApiClient;
}

/** Variable with the addresses of the registry that several test files share, as JSON. */
export const SHARED_REGISTRY = 'FLOWFORGE_TEST_REGISTRY';

/** Addresses of a registry that runs. */
export interface RegistryAddresses {
  process: Pick<ServiceProcess, 'url' | 'opsUrl' | 'logFile'>;
  /** The registry's database, with its own role. */
  databaseUrl: string;
  /** NATS, with the user that may use every subject. */
  natsUrl: string;
}

/** A registry for tests that need no process of their own: it must not be stopped, nor flooded with unknown keys. */
export class Registry {
  private constructor(
    readonly process: RegistryAddresses['process'],
    /** Sends requests to the registry over NATS, as another service does. */
    readonly requests: ServiceClient,
    /** A NATS connection of the test itself. */
    readonly connection: NatsConnection,
    readonly operator: OperatorCommands,
    /** The registry's database, with its own role. */
    readonly databaseUrl: string,
    private readonly sql: pg.Pool,
    private readonly stopServers: () => Promise<void>,
  ) {}

  /** The registry that the test run shares, or one of its own when there is none. */
  static async shared(): Promise<Registry> {
    const addresses = sharedAddresses(SHARED_REGISTRY);
    if (addresses !== undefined) return Registry.connect(JSON.parse(addresses));
    const running = await RunningRegistry.start();
    return Registry.connect(running.addresses, () => running.stop());
  }

  static async connect(
    { process, databaseUrl, natsUrl }: RegistryAddresses,
    stopServers: () => Promise<void> = () => Promise.resolve(),
  ): Promise<Registry> {
    // Nest's NATS client logs every broken connection, and these tests break many.
    Logger.overrideLogger(false);
    return new Registry(
      process,
      new ServiceClient({ url: natsUrl, name: 'test' }),
      await connect(natsOptions({ url: natsUrl, name: 'test' })),
      await OperatorCommands.open(databaseUrl),
      databaseUrl,
      new pg.Pool({ connectionString: databaseUrl, max: 2 }),
      stopServers,
    );
  }

  /** A client with a new key of the workspace called `name`. Two test files must not use the same name. */
  async client(name: string, scopes: readonly Scope[] = ALL_SCOPES): Promise<ApiClient> {
    const { id } = await this.operator.createWorkspace(name);
    const command = { name: 'test', scopes: [...scopes], revokeOthersNamed: false };
    const { key } = await this.operator.mintApiKey(id, command);
    return new ApiClient(this.process.url, key, id);
  }

  /** Creates a user of a workspace and signs the user in. Its password has a hash that costs little time. */
  async user(workspaceId: string, role: Role, email = `${newId()}@example.com`): Promise<SignedInUser> {
    const id = newId();
    await this.rows('INSERT INTO registry.users (id, email, name, password_hash) VALUES ($1, $2, $3, $4)', [
      id,
      email,
      'Ada',
      CHEAP_HASH,
    ]);
    await this.addMember(workspaceId, id, role);
    return this.signIn(email);
  }

  /** Makes a user a member of a further workspace. */
  async addMember(workspaceId: string, userId: string, role: Role): Promise<void> {
    await this.rows(
      'INSERT INTO registry.memberships (id, workspace_id, user_id, role) VALUES ($1, $2, $3, $4)',
      [newId(), workspaceId, userId, role],
    );
  }

  /** Signs in, and checks the session as the front door does. */
  async signIn(email: string, password = TEST_PASSWORD): Promise<SignedInUser> {
    const stranger = new ApiClient(this.process.url, '', '');
    const { status, headers, body } = await stranger.post('/v1/sessions', { email, password });
    if (status !== 201) throw new Error(`signing in: ${status} ${JSON.stringify(body)}`);
    const token = headers.get('x-session-token') ?? '';
    const checked = await this.checkSession(token);
    if (checked === null) throw new Error('the new session is not valid');
    return {
      userId: checked.user_id,
      email,
      sessionId: checked.session_id,
      token,
      client: new ApiClient(this.process.url, checked.internal_token, checked.workspace_id),
    };
  }

  /** The answer to the check of a session token; null for 404. */
  async checkSession(token: string, url = this.process.url): Promise<SessionCheckAnswer | null> {
    const token_hash = createHash('sha256').update(token).digest('hex');
    const { status, body } = await new ApiClient(url, '', '').post(SESSION_CHECK_PATH, { token_hash });
    if (status !== 200 && status !== 404) throw new Error(`checking a session: ${status}`);
    return status === 200 ? body : null;
  }

  /** The id of a new assistant or form of a workspace, which exists for the fake of conversations. */
  newSource(workspaceId: string, kind: SourceKind): string {
    const id = newId();
    return id.slice(0, -12) + markOf(workspaceId, kind, id);
  }

  /** Rows of a statement over the registry's schema. */
  async rows<Row extends pg.QueryResultRow>(sql: string, values: unknown[] = []): Promise<Row[]> {
    return (await this.sql.query<Row>(sql, values)).rows;
  }

  /**
   * Runs `work` in a transaction of the test, and commits it: its locks make requests of the registry wait meanwhile. `untilBlocked`
   * waits until one does.
   */
  async transaction<T>(
    work: (tx: pg.PoolClient, untilBlocked: () => Promise<unknown>) => Promise<T>,
  ): Promise<T> {
    const tx = await this.sql.connect();
    try {
      await tx.query('BEGIN');
      const { pid } = (await tx.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')).rows[0] ?? {
        pid: 0,
      };
      const blocked = 'SELECT 1 FROM pg_stat_activity WHERE $1 = ANY(pg_blocking_pids(pid))';
      const done = await work(tx, () =>
        until('a request that waits for the lock', async () => (await this.rows(blocked, [pid])).length > 0),
      );
      await tx.query('COMMIT');
      return done;
    } finally {
      tx.release(true);
    }
  }

  /** A workspace's routing changes in the outbox, in the order in which they were written. */
  async routingChanges(workspaceId: string): Promise<RoutingChange[]> {
    const rows = await this.rows<{ payload: Buffer }>('SELECT payload FROM registry.outbox ORDER BY id');
    const changes = rows.map(({ payload }) => {
      const decoded = decodeRoutingChange(payload);
      if (!decoded.ok) throw new Error(`unreadable routing change at ${decoded.at}`);
      return decoded.value;
    });
    return changes.filter((change) => change.workspace_id === workspaceId);
  }

  async ops(path: string): Promise<{ status: number; text: string }> {
    const response = await fetch(`${this.process.opsUrl}${path}`);
    return { status: response.status, text: await response.text() };
  }

  /** Closes the connections, and stops the servers if they were started for this test file. */
  async stop(): Promise<void> {
    await this.connection.close();
    await this.requests.close();
    await this.operator.close();
    await this.sql.end();
    await this.stopServers();
  }
}

/** The registry in its own process, with real Postgres and NATS and a fake of the conversations service. */
export class RunningRegistry {
  private constructor(
    readonly database: TestDatabase,
    readonly nats: TestNats,
    readonly process: ServiceProcess,
    private readonly conversations: NatsConnection,
    private readonly environment: Record<string, string>,
  ) {}

  static async start(environment: Record<string, string> = {}): Promise<RunningRegistry> {
    const [database, nats] = await Promise.all([
      startTestDatabase({ migrations: { registry: migrations } }),
      startTestNats(),
    ]);
    const conversations = await connect(natsOptions({ url: nats.url, name: 'fake conversations' }));
    serveSourceChecks(conversations);
    const env = {
      DATABASE_URL: database.urls.registry,
      NATS_URL: nats.urls.registry,
      ENCRYPTION_KEYS: TEST_KEYS,
      LOG_LEVEL: 'debug',
      ...environment,
    };
    const service = await startService('registry', { env });
    return new RunningRegistry(database, nats, service, conversations, env);
  }

  /** Another process of the registry on the same database and NATS; the caller stops it. */
  startReplica(): Promise<ServiceProcess> {
    return startService('registry', { env: this.environment });
  }

  get addresses(): RegistryAddresses {
    const { url, opsUrl, logFile } = this.process;
    return {
      process: { url, opsUrl, logFile },
      databaseUrl: this.database.urls.registry,
      natsUrl: this.nats.url,
    };
  }

  async stop(): Promise<void> {
    await this.process.stop();
    await this.conversations.close();
    await this.nats.stop();
    await this.database.stop();
  }
}

/** Answers as conversations does: an assistant or a form exists if `newSource` made its id. */
function serveSourceChecks(connection: NatsConnection): void {
  connection.subscribe(checkSource.subject, {
    callback: (_, message) => {
      const { data } = message.json<{ data: unknown }>();
      const { workspace_id, kind, id } = checkSource.parseRequest(data);
      message.respond(JSON.stringify({ exists: id.endsWith(markOf(workspace_id, kind, id)) }));
    },
  });
}

/** The last 12 digits of an id that `newSource` makes, so that the fake needs no list of them. */
function markOf(workspaceId: string, kind: SourceKind, id: string): string {
  return createHash('sha256')
    .update(`${workspaceId}/${kind}/${id.slice(0, -12)}`)
    .digest('hex')
    .slice(0, 12);
}
