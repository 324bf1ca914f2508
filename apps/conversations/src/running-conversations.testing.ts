import { randomBytes } from 'node:crypto';
import { decodeEvent, type DomainEvent } from '@flowforge/contracts/events/event';
import { newId } from '@flowforge/contracts/ids';
import { verifyApiKey } from '@flowforge/contracts/requests/verify-api-key';
import { ALL_SCOPES } from '@flowforge/contracts/words';
import { natsOptions } from '@flowforge/messaging/nats-options';
import { hashApiKey } from '@flowforge/service-kit/auth/api-key-hash';
import {
  startTestDatabase,
  startTestNats,
  type TestDatabase,
  type TestNats,
} from '@flowforge/testing/servers';
import { FakeAuditLog } from '@flowforge/testing/fake-audit-log';
import { sharedAddresses } from '@flowforge/testing/shared-servers';
import { type ServiceProcess, startService } from '@flowforge/testing/service-process';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import pg from 'pg';
import { migrations } from './migrations.js';
import { Client, VisitorClient } from './api-client.testing.js';

/** The key ring of the tests, so that they can issue internal tokens. */
export const TEST_KEYS = `test:${Buffer.alloc(32, 7).toString('base64')}`;

/** An api key, as the fake of the registry knows it. */
interface KnownKey {
  hash: string;
  workspaceId: string;
  scopes: readonly string[];
}

/** Test files tell the fake of the registry about their keys on this subject. */
const ADD_KEY = 'test.add-api-key';

/** Variable with the addresses of the service that several test files share, as JSON. */
export const SHARED_CONVERSATIONS = 'FLOWFORGE_TEST_CONVERSATIONS';

/** Addresses of a service that runs. */
export interface ConversationsAddresses {
  process: Pick<ServiceProcess, 'url' | 'opsUrl' | 'logFile'>;
  /** The service's database, with its own role. */
  databaseUrl: string;
  /** NATS, with the user that may use every subject. */
  natsUrl: string;
  /** NATS, with the service's own user. */
  serviceNatsUrl: string;
}

/** The service on servers that other tests may use too: they must not be stopped, and their load must stay small. */
export class Conversations {
  private readonly sql: pg.Pool;

  protected constructor(
    readonly addresses: ConversationsAddresses,
    /** A NATS connection of the test itself. */
    readonly connection: NatsConnection,
    private readonly stopServers: () => Promise<void>,
  ) {
    this.sql = new pg.Pool({ connectionString: addresses.databaseUrl, max: 2 });
  }

  /** The service that the test run shares, or one of its own when there is none. */
  static async shared(): Promise<Conversations> {
    const shared = sharedAddresses(SHARED_CONVERSATIONS);
    if (shared === undefined) return RunningConversations.start();
    const addresses: ConversationsAddresses = JSON.parse(shared);
    const connection = await connect(natsOptions({ url: addresses.natsUrl, name: 'test' }));
    return new Conversations(addresses, connection, () => Promise.resolve());
  }

  /** A process of its own, with its own settings and metrics, on the servers that the test run shares. */
  static async ownProcess(environment: Record<string, string> = {}): Promise<Conversations> {
    const shared = sharedAddresses(SHARED_CONVERSATIONS);
    if (shared === undefined) return RunningConversations.start(environment);
    const addresses: ConversationsAddresses = JSON.parse(shared);
    const connection = await connect(natsOptions({ url: addresses.natsUrl, name: 'test' }));
    const process = await startProcess(addresses, environment);
    return new Conversations({ ...addresses, process }, connection, async () => void (await process.stop()));
  }

  /** Another process of the service on the same servers; the caller stops it. */
  startReplica(environment: Record<string, string> = {}): Promise<ServiceProcess> {
    return startProcess(this.addresses, environment);
  }

  /** A client with a new key, of a new workspace where none is named. */
  client(workspaceId: string = newId(), scopes: readonly string[] = ALL_SCOPES): Client {
    const key = `ff_${randomBytes(32).toString('base64url')}`;
    const known: KnownKey = { hash: hashApiKey(key), workspaceId, scopes };
    return new Client(
      this.addresses.process.url,
      key,
      this.connection.request(ADD_KEY, JSON.stringify(known)),
    );
  }

  /** A client that sends no token. */
  stranger(): Client {
    return new Client(this.addresses.process.url, null);
  }

  /** Starts a conversation with a widget. */
  async visitor(widgetId: string, more: object = {}): Promise<VisitorClient> {
    const body = await this.stranger().create('/v1/chat/conversations', { widget_id: widgetId, ...more });
    return new VisitorClient(this.addresses.process.url, body.visitor_token, body.conversation_id);
  }

  /** Rows of a statement over the service's schema. */
  async rows<Row extends pg.QueryResultRow>(sql: string, values: unknown[] = []): Promise<Row[]> {
    return (await this.sql.query<Row>(sql, values)).rows;
  }

  /** A connection with an open transaction. The caller ends the transaction and releases the connection. */
  async openTransaction(): Promise<pg.PoolClient> {
    const client = await this.sql.connect();
    await client.query('BEGIN');
    return client;
  }

  /** The events of a conversation as they stand in the outbox, in their own order. */
  async events(conversationId: string): Promise<DomainEvent[]> {
    const rows = await this.rows<{ payload: Buffer }>(
      `SELECT payload FROM conversations.outbox JOIN conversations.conversation_events ON event_id = id
        WHERE conversation_id = $1 ORDER BY seq`,
      [conversationId],
    );
    return rows.map(({ payload }) => {
      const decoded = decodeEvent(payload);
      if (!decoded.ok) throw new Error(`unreadable event at ${decoded.at}`);
      return decoded.value;
    });
  }

  /** The states of a conversation's outbox rows. */
  async states(conversationId: string): Promise<string[]> {
    const rows = await this.rows<{ state: string }>(
      `SELECT CASE WHEN pending.id IS NULL THEN 'settled' WHEN stream_seq IS NULL THEN 'new' ELSE 'published' END AS state
         FROM conversations.conversation_events
         LEFT JOIN conversations.outbox_pending pending ON pending.id = event_id
        WHERE conversation_id = $1 ORDER BY seq`,
      [conversationId],
    );
    return rows.map((row) => row.state);
  }

  async ops(path: string): Promise<{ status: number; text: string }> {
    const response = await fetch(`${this.addresses.process.opsUrl}${path}`);
    return { status: response.status, text: await response.text() };
  }

  /** Closes the connections, and stops the servers if they were started for this test file. */
  async stop(): Promise<void> {
    await this.connection.close();
    await this.sql.end();
    await this.stopServers();
  }
}

/** The service in a process of its own, on a Postgres and a NATS of its own, with a fake of the registry. */
export class RunningConversations extends Conversations {
  private constructor(
    addresses: ConversationsAddresses,
    connection: NatsConnection,
    readonly process: ServiceProcess,
    readonly database: TestDatabase,
    readonly nats: TestNats,
  ) {
    super(addresses, connection, async () => {
      await process.stop();
      await nats.stop();
      await database.stop();
    });
  }

  static async start(environment: Record<string, string> = {}): Promise<RunningConversations> {
    const [database, nats] = await Promise.all([
      startTestDatabase({ migrations: { conversations: migrations } }),
      startTestNats(),
    ]);
    const connection = await connect(natsOptions({ url: nats.url, name: 'test' }));
    await fakeRegistry(connection);
    const urls = {
      databaseUrl: database.urls.conversations,
      natsUrl: nats.url,
      serviceNatsUrl: nats.urls.conversations,
    };
    const process = await startProcess(urls, environment);
    const { url, opsUrl, logFile } = process;
    const addresses = { ...urls, process: { url, opsUrl, logFile } };
    return new RunningConversations(addresses, connection, process, database, nats);
  }
}

function startProcess(
  { databaseUrl, serviceNatsUrl }: Pick<ConversationsAddresses, 'databaseUrl' | 'serviceNatsUrl'>,
  environment: Record<string, string>,
): Promise<ServiceProcess> {
  return startService('conversations', {
    env: {
      DATABASE_URL: databaseUrl,
      NATS_URL: serviceNatsUrl,
      ENCRYPTION_KEYS: TEST_KEYS,
      RATE_LIMIT_PER_SECOND: '10000',
      LOG_LEVEL: 'info',
      ...environment,
    },
  });
}

/** Answers as the registry does, about the keys that test files have added, and has stored every entry of the audit log. */
async function fakeRegistry(connection: NatsConnection): Promise<void> {
  const keys = new Map<string, KnownKey>();
  connection.subscribe(ADD_KEY, {
    callback: (_, message) => {
      const known = message.json<KnownKey>();
      keys.set(known.hash, known);
      message.respond();
    },
  });
  connection.subscribe(verifyApiKey.subject, {
    callback: (_, message) => {
      const { data, id } = message.json<{ data: unknown; id: string }>();
      const key = keys.get(verifyApiKey.parseRequest(data).key_hash);
      const response = key
        ? { found: true, api_key_id: newId(), workspace_id: key.workspaceId, scopes: key.scopes }
        : { found: false };
      message.respond(JSON.stringify({ id, response, isDisposed: true }));
    },
  });
  await FakeAuditLog.on(connection);
}

/** What the guide's story needs: an assistant with a form and an intent that offers it, and a chat widget. */
export async function setUpHotel(api: Client): Promise<{
  formId: string;
  intentId: string;
  assistantId: string;
  widgetId: string;
}> {
  const form = await api.create('/v1/forms', {
    name: 'Algoscale Leads',
    fields: [
      { name: 'name', label: 'Name', type: 'text', required: true, maps_to: 'name' },
      { name: 'email', label: 'E-mail', type: 'email', required: true, maps_to: 'email' },
      { name: 'query', label: 'What about?', type: 'text' },
      { name: 'guests', label: 'Guests', type: 'number' },
    ],
  });
  const intent = await api.create('/v1/intents', {
    name: 'SALES',
    utterances: ['I would like to talk to sales', 'Can I get a quote?'],
    reply: 'Gladly! Please leave your details.',
    form_id: form.id,
  });
  const assistant = await api.create('/v1/assistants', {
    name: 'Front desk',
    greeting: 'Hello! How can I help?',
    form_ids: [form.id],
    intent_ids: [intent.id],
  });
  const widget = await api.create('/v1/widgets', { assistant_id: assistant.id, channel: 'chat' });
  return { formId: form.id, intentId: intent.id, assistantId: assistant.id, widgetId: widget.id };
}
