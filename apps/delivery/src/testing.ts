import { randomBytes } from 'node:crypto';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { encodeEvent, EXAMPLE_EVENTS } from '@flowforge/contracts/events/event';
import { CAPTURED_FORM_CREATED_SUBJECT } from '@flowforge/contracts/events/captured-form-created';
import type { CapturedFormCreated } from '@flowforge/contracts/events/captured-form-created';
import { newId } from '@flowforge/contracts/ids';
import {
  ASSIGNMENT_CHANGED_SUBJECT,
  type AssignmentChanged,
} from '@flowforge/contracts/routing/assignment-changed';
import { encodeRoutingChange, type RoutingChange } from '@flowforge/contracts/routing/routing-change';
import {
  WEBHOOK_CHANGED_SUBJECT,
  type WebhookChanged,
  webhookEncryptionContext,
} from '@flowforge/contracts/routing/webhook-changed';
import { fromMicros } from '@flowforge/contracts/time';
import { EVENT_TYPES } from '@flowforge/contracts/words';
import { generateSecret } from '@flowforge/contracts/webhook-signature/sign';
import { ensureStream } from '@flowforge/messaging/ensure-streams';
import { natsOptions } from '@flowforge/messaging/nats-options';
import { EVENTS_STREAM, ROUTING_STREAM } from '@flowforge/messaging/streams';
import { KeyRing } from '@flowforge/encryption/key-ring';
import { type JetStreamClient, jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect, headers } from '@nats-io/transport-node';

/** The current time in Unix microseconds. */
export const nowMicros = (): number => Date.now() * 1_000;

/** A webhook of the test. */
export interface TestWebhook {
  workspaceId: string;
  webhookId: string;
  revision: number;
  secret: string;
  endpoint: string;
}

/** Fakes of the conversations and registry services: publishes to delivery what they would publish. */
export class FakeServices {
  readonly encryptionKeys = `k1:${randomBytes(32).toString('base64')}`;
  readonly ring = KeyRing.parse(this.encryptionKeys);

  private constructor(
    private readonly js: JetStreamClient,
    readonly close: () => Promise<void>,
  ) {}

  static async connect(natsUrl: string): Promise<FakeServices> {
    const connection = await connect(natsOptions({ url: natsUrl, name: 'test' }));
    const manager = await jetstreamManager(connection);
    await ensureStream(manager, EVENTS_STREAM);
    await ensureStream(manager, ROUTING_STREAM);
    return new FakeServices(jetstream(connection), () => connection.close());
  }

  /** Creates or changes a webhook. */
  async webhook(
    webhook: TestWebhook,
    change: Partial<WebhookChanged['webhook']> = {},
    at: number = nowMicros(),
  ): Promise<void> {
    const bytes = encodeRoutingChange(webhookChanged(this.ring, webhook, change, at));
    await this.js.publish(WEBHOOK_CHANGED_SUBJECT, bytes);
  }

  /** Assigns a webhook to a form from `from` on. */
  async assign(webhook: TestWebhook, formId: string, from: number = nowMicros()): Promise<void> {
    const bytes = encodeRoutingChange(assignmentChanged(webhook, formId, from));
    await this.js.publish(ASSIGNMENT_CHANGED_SUBJECT, bytes);
  }

  /** Publishes a captured form and returns the event's id. */
  async capturedForm(
    workspaceId: string,
    formId: string,
    options: {
      at?: number;
      id?: string;
      republished?: boolean;
      conversation?: { id: string; seq: number };
    } = {},
  ): Promise<string> {
    const { conversation } = options;
    const event = {
      ...capturedForm(workspaceId, formId, options.at ?? nowMicros(), options.id ?? newId()),
      ...(conversation ? { conversation_id: conversation.id, conversation_seq: conversation.seq } : {}),
    };
    const meta = headers();
    if (options.republished) meta.set('flowforge-republished', '1');
    await this.js.publish(CAPTURED_FORM_CREATED_SUBJECT, encodeEvent(event), { headers: meta });
    return event.id;
  }
}

/** A registry that answers delivery over HTTP. By default it does not answer, and delivery relies on the stream. */
export class FakeRegistry {
  /** How it answers: with the changes that are not settled, not at all (`hang`), or as one that is away. */
  behaviour: readonly RoutingChange[] | 'hang' | 'away' = 'away';
  /** Requests that it has answered with changes. */
  answered = 0;

  private constructor(private readonly server: Server) {}

  static async start(): Promise<FakeRegistry> {
    const server = createServer((_, response) => registry.answer(response));
    const registry = new FakeRegistry(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return registry;
  }

  get url(): string {
    const address = this.server.address();
    return `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
  }

  stop(): Promise<void> {
    return new Promise((resolve) => {
      this.server.close(() => resolve());
      this.server.closeAllConnections();
    });
  }

  private answer(response: ServerResponse): void {
    const { behaviour } = this;
    if (behaviour === 'hang') return;
    if (behaviour === 'away') {
      response.writeHead(503).end();
      return;
    }
    const changes = behaviour.map((change) => Buffer.from(encodeRoutingChange(change)).toString('base64'));
    response.on('finish', () => (this.answered += 1));
    response.end(JSON.stringify({ changes, next: null }));
  }
}

/** The creation of a webhook, or a change of it, as registry would publish it. */
export function webhookChanged(
  ring: KeyRing,
  webhook: TestWebhook,
  change: Partial<WebhookChanged['webhook']>,
  at: number,
): WebhookChanged {
  return {
    id: newId(),
    kind: 'webhook.changed',
    version: 1,
    workspace_id: webhook.workspaceId,
    changed_at: fromMicros(at),
    webhook: {
      webhook_id: webhook.webhookId,
      revision: webhook.revision,
      name: 'test',
      endpoint: webhook.endpoint,
      enabled: true,
      deleted: false,
      event_types: [...EVENT_TYPES],
      payload_version: '2026-05',
      headers_sealed: null,
      secrets: [
        {
          sealed: ring.encrypt(webhook.secret, webhookEncryptionContext(webhook.webhookId)),
          expires_at: null,
        },
      ],
      ...change,
    },
  };
}

/** The assignment of a webhook to a form from `from` on, as registry would publish it. */
export function assignmentChanged(webhook: TestWebhook, formId: string, from: number): AssignmentChanged {
  return {
    id: newId(),
    kind: 'assignment.changed',
    version: 1,
    workspace_id: webhook.workspaceId,
    changed_at: fromMicros(from),
    assignment: {
      assignment_id: newId(),
      webhook_id: webhook.webhookId,
      source: { kind: 'form', id: formId },
      event_types: ['captured_form.created'],
      revision: 1,
      valid_from: fromMicros(from),
      valid_to: null,
    },
  };
}

/** A captured form of a workspace, as conversations would publish it. */
export function capturedForm(
  workspaceId: string,
  formId: string,
  at: number,
  id: string,
): CapturedFormCreated {
  const example = EXAMPLE_EVENTS['captured_form.created'];
  return {
    ...example,
    id,
    workspace_id: workspaceId,
    committed_at: fromMicros(at),
    source: { ...example.source, form_id: formId },
    data: { ...example.data, form_id: formId },
  };
}

/** A new webhook of a new workspace, not published yet. */
export function newWebhook(endpoint: string, workspaceId: string = newId()): TestWebhook {
  return { workspaceId, webhookId: newId(), revision: 1, secret: generateSecret(), endpoint };
}
