import { newId } from '@flowforge/contracts/ids';
import { checkSource } from '@flowforge/contracts/requests/check-source';
import { decodeRoutingChange, type RoutingChange } from '@flowforge/contracts/routing/routing-change';
import { ALL_SCOPES, type Scope, type SourceKind } from '@flowforge/contracts/words';
import { natsOptions } from '@flowforge/messaging/nats-options';
import { ServiceClient } from '@flowforge/messaging/service-client';
import {
  startTestDatabase,
  startTestNats,
  type TestDatabase,
  type TestNats,
} from '@flowforge/testing/servers';
import { type ServiceProcess, startService } from '@flowforge/testing/service-process';
import { Logger } from '@nestjs/common';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import pg from 'pg';
import { migrations } from './migrations.js';
import { OperatorCommands } from './operator/operator-commands.service.js';

/** The key ring of the tests, so that they can decrypt what the registry has encrypted. */
export const TEST_KEYS = `test:${Buffer.alloc(32, 7).toString('base64')}`;

/** A response of the registry. `body` is parsed JSON, or undefined when the response has no body. */
export interface Answer {
  status: number;
  headers: Headers;
  body: ReturnType<typeof JSON.parse>;
}

/** Calls the API with one api key. */
export class ApiClient {
  constructor(
    private readonly url: string,
    readonly key: string,
    readonly workspaceId: string,
  ) {}

  async call(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.key}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: text === '' ? undefined : JSON.parse(text),
    };
  }

  get(path: string): Promise<Answer> {
    return this.call('GET', path);
  }

  post(path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer> {
    return this.call('POST', path, body, headers);
  }

  patch(path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer> {
    return this.call('PATCH', path, body, headers);
  }

  delete(path: string, headers?: Record<string, string>): Promise<Answer> {
    return this.call('DELETE', path, undefined, headers);
  }
}

/** The registry in its own process, with real Postgres and NATS and a fake of the conversations service. */
export class RunningRegistry {
  /** Assistants and forms that exist for the fake, as `<workspace>/<kind>/<id>`. */
  readonly sources = new Set<string>();
  process: ServiceProcess;
  /** Sends requests to the registry over NATS, as another service does. */
  requests: ServiceClient;
  /** A NATS connection of the test itself. */
  connection: NatsConnection;
  operator: OperatorCommands;
  private sql: pg.Pool;

  private constructor(
    readonly database: TestDatabase,
    readonly nats: TestNats,
  ) {}

  static async start(environment: Record<string, string> = {}): Promise<RunningRegistry> {
    // Nest's NATS client logs every broken connection, and these tests break many.
    Logger.overrideLogger(false);
    const [database, nats] = await Promise.all([startTestDatabase(), startTestNats()]);
    await database.migrate('registry', migrations);
    const registry = new RunningRegistry(database, nats);
    registry.sql = new pg.Pool({ connectionString: database.urls.registry, max: 2 });
    registry.operator = await OperatorCommands.open(database.urls.registry);
    registry.requests = new ServiceClient({ url: nats.url, name: 'test' });
    registry.connection = await connect(natsOptions({ url: nats.url, name: 'test' }));
    registry.serveSourceChecks();
    registry.process = await startService('registry', {
      env: {
        DATABASE_URL: database.urls.registry,
        NATS_URL: nats.urls.registry,
        ENCRYPTION_KEYS: TEST_KEYS,
        LOG_LEVEL: 'debug',
        ...environment,
      },
    });
    return registry;
  }

  /** A client with a new key of the workspace called `name`. */
  async client(name: string, scopes: readonly Scope[] = ALL_SCOPES): Promise<ApiClient> {
    const { id } = await this.operator.createWorkspace(name);
    const command = { name: 'test', scopes: [...scopes], revokeOthersNamed: false };
    const { key } = await this.operator.mintApiKey(id, command);
    return new ApiClient(this.process.url, key, id);
  }

  /** Adds an assistant or a form of a workspace to the fake and returns its id. */
  newSource(workspaceId: string, kind: SourceKind): string {
    const id = newId();
    this.sources.add(`${workspaceId}/${kind}/${id}`);
    return id;
  }

  /** Rows of a statement over the registry's schema. */
  async rows<Row extends pg.QueryResultRow>(sql: string, values: unknown[] = []): Promise<Row[]> {
    return (await this.sql.query<Row>(sql, values)).rows;
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

  async stop(): Promise<void> {
    await this.process.stop();
    await this.connection.close();
    await this.requests.close();
    await this.operator.close();
    await this.sql.end();
    await this.nats.stop();
    await this.database.stop();
  }

  private serveSourceChecks(): void {
    this.connection.subscribe(checkSource.subject, {
      callback: (_, message) => {
        const { data } = message.json<{ data: unknown }>();
        const { workspace_id, kind, id } = checkSource.parseRequest(data);
        message.respond(JSON.stringify({ exists: this.sources.has(`${workspace_id}/${kind}/${id}`) }));
      },
    });
  }
}
