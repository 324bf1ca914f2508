import { newId } from '@flowforge/contracts/ids';
import { DEFAULT_SCHEDULE } from '@flowforge/contracts/routing/webhook-settings';
import type { Instant } from '@flowforge/contracts/time';
import { generateSecret } from '@flowforge/contracts/webhook-signature/sign';
import { DEFAULT_PAYLOAD_VERSION, DEFAULT_WEBHOOK_EVENT_TYPES } from '@flowforge/contracts/words';
import { WorkspaceDatabase } from '@flowforge/postgres/workspace-database';
import { KeyRing } from '@flowforge/encryption/key-ring';
import { actorOf } from '@flowforge/service-kit/auth/audit-actor';
import type { Caller } from '@flowforge/service-kit/auth/caller';
import { invalid } from '@flowforge/service-kit/http/problem';
import type { Answer, IdempotencyRequest } from '@flowforge/service-kit/idempotency/idempotency';
import { withIdempotencyKey } from '@flowforge/service-kit/idempotency/idempotency.store';
import { LOG, type Log } from '@flowforge/service-kit/log';
import { Inject, Injectable } from '@nestjs/common';
import { AuditLogStore } from '../audit-log/audit-log.store.js';
import { RoutingStore } from '../routing/routing.store.js';
import { type CustomHeaders, readHeaders } from '../webhook/custom-headers.js';
import { EndpointRule } from '../webhook/endpoint.js';
import { encryptHeaders, encryptSecret } from '../webhook/webhook-encryption.js';
import { scheduleError } from '../webhook/schedule.js';
import { webhookDto } from '../webhook/webhook.dto.js';
import type { Webhook, WebhookSettings } from '../webhook/webhook.js';
import { WebhookStore } from '../webhook/webhook.store.js';
import type { CreatedWebhookDto } from './create-webhook.dto.js';

/** The command to create a webhook. A missing setting gets its default. `headers` are validated by the service. */
export type CreateWebhook = Pick<WebhookSettings, 'name' | 'endpoint'> & {
  [Setting in 'enabled' | 'eventTypes' | 'payloadVersion' | 'schedule' | 'rateLimit' | 'ordering']?:
    | WebhookSettings[Setting]
    | undefined;
} & { headers?: Readonly<Record<string, unknown>> | undefined };

@Injectable()
export class CreateWebhookService {
  constructor(
    @Inject(WorkspaceDatabase) private readonly database: WorkspaceDatabase,
    @Inject(WebhookStore) private readonly webhooks: WebhookStore,
    @Inject(RoutingStore) private readonly routing: RoutingStore,
    @Inject(EndpointRule) private readonly endpointRule: EndpointRule,
    @Inject(KeyRing) private readonly keyRing: KeyRing,
    @Inject(AuditLogStore) private readonly auditLog: AuditLogStore,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /** @throws Problem 422 that names every invalid field */
  async create(
    caller: Caller,
    request: IdempotencyRequest,
    command: CreateWebhook,
  ): Promise<Answer<CreatedWebhookDto>> {
    const { endpoint, headers } = this.validate(command);
    return this.database.transaction(caller.workspaceId, (tx) =>
      withIdempotencyKey(
        tx,
        request,
        caller.principal,
        async () => {
          const now = await tx.clock();
          const secret = generateSecret();
          const webhook = this.newWebhook(tx.workspaceId, { ...command, endpoint }, headers, secret, now);
          await this.webhooks.insert(tx, webhook);
          await this.routing.webhookChanged(tx, webhook, now);
          const target = { kind: 'webhook', id: webhook.id, name: webhook.name } as const;
          await this.auditLog.append(tx, actorOf(caller), 'webhook.created', target);
          tx.afterCommit(() =>
            this.log.info({ workspace_id: tx.workspaceId, webhook_id: webhook.id }, 'webhook.created'),
          );
          return { status: 201, body: { ...webhookDto(webhook, now), secret } };
        },
        this.keyRing,
      ),
    );
  }

  private validate(command: CreateWebhook): { endpoint: string; headers: CustomHeaders } {
    const parsed = this.endpointRule.parse(command.endpoint);
    const { headers, errors } = readHeaders(command.headers ?? {}, {});
    const schedule = scheduleError(command.schedule ?? []);
    if (schedule !== null) errors.push({ field: 'schedule', message: schedule });
    if ('error' in parsed) throw invalid([{ field: 'endpoint', message: parsed.error }, ...errors]);
    if (errors.length > 0) throw invalid(errors);
    return { endpoint: parsed.endpoint, headers };
  }

  private newWebhook(
    workspaceId: string,
    command: CreateWebhook,
    headers: CustomHeaders,
    secret: string,
    now: Instant,
  ): Webhook {
    const id = newId();
    return {
      id,
      workspaceId,
      name: command.name.trim(),
      endpoint: command.endpoint,
      enabled: command.enabled ?? true,
      eventTypes: command.eventTypes ?? [...DEFAULT_WEBHOOK_EVENT_TYPES],
      payloadVersion: command.payloadVersion ?? DEFAULT_PAYLOAD_VERSION,
      schedule: command.schedule ?? [...DEFAULT_SCHEDULE],
      rateLimit: command.rateLimit ?? null,
      ordering: command.ordering ?? 'none',
      headerNames: Object.keys(headers),
      encryptedHeaders: encryptHeaders(this.keyRing, id, headers),
      secrets: [{ sealed: encryptSecret(this.keyRing, id, secret), created_at: now, expires_at: null }],
      revision: 1,
      renames: 0,
      createdAt: new Date(now),
      updatedAt: new Date(now),
      disabledReason: null,
      disabledAt: command.enabled === false ? new Date(now) : null,
      disabledByDeliveryId: null,
      deletedAt: null,
    };
  }
}
