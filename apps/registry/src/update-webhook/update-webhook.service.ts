import { WorkspaceDatabase } from '@flowforge/postgres/workspace-database';
import { KeyRing } from '@flowforge/encryption/key-ring';
import { actorOf } from '@flowforge/service-kit/auth/audit-actor';
import type { Caller } from '@flowforge/service-kit/auth/caller';
import { type ExpectedRevisions, requireRevision } from '@flowforge/service-kit/http/expected-revisions';
import { type FieldError, invalid, notFound } from '@flowforge/service-kit/http/problem';
import { LOG, type Log } from '@flowforge/service-kit/log';
import { Inject, Injectable } from '@nestjs/common';
import { type Change, changedFields } from '../audit-log/audit-log.js';
import { AuditLogStore } from '../audit-log/audit-log.store.js';
import { RoutingStore } from '../routing/routing.store.js';
import { readHeaders, sameHeaders } from '../webhook/custom-headers.js';
import { EndpointRule } from '../webhook/endpoint.js';
import { scheduleError } from '../webhook/schedule.js';
import { decryptHeaders, encryptHeaders } from '../webhook/webhook-encryption.js';
import { webhookDto, type WebhookDto } from '../webhook/webhook.dto.js';
import {
  withChanges,
  changeInstant,
  changedSettings,
  shownRevision,
  type Webhook,
  type WebhookChanges,
  type WebhookSettings,
} from '../webhook/webhook.js';
import { WebhookStore } from '../webhook/webhook.store.js';

/** The command to change a webhook. A missing setting keeps its value. `headers` replace all headers; null removes them. */
export type UpdateWebhook = { [Setting in keyof WebhookSettings]?: WebhookSettings[Setting] | undefined } & {
  headers?: Readonly<Record<string, unknown>> | null | undefined;
};

@Injectable()
export class UpdateWebhookService {
  constructor(
    @Inject(WorkspaceDatabase) private readonly database: WorkspaceDatabase,
    @Inject(WebhookStore) private readonly webhooks: WebhookStore,
    @Inject(RoutingStore) private readonly routing: RoutingStore,
    @Inject(EndpointRule) private readonly endpointRule: EndpointRule,
    @Inject(KeyRing) private readonly keyRing: KeyRing,
    @Inject(AuditLogStore) private readonly auditLog: AuditLogStore,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /**
   * Changes the settings that the command contains. A command that changes nothing creates no revision and no message; one that
   * changes the name alone creates no message.
   *
   * @throws Problem 404 when the webhook is not in the workspace; 412 when the caller expects another revision; 422 that names
   * every invalid field
   */
  async update(
    caller: Caller,
    id: string,
    expectedRevisions: ExpectedRevisions,
    command: UpdateWebhook,
  ): Promise<WebhookDto> {
    return this.database.transaction(caller.workspaceId, async (tx) => {
      const webhook = await this.webhooks.lock(tx, id);
      if (!webhook) throw notFound('webhook');
      requireRevision(expectedRevisions, shownRevision(webhook));
      const changes = this.changesOf(webhook, command);
      const now = changeInstant(webhook, await tx.clock());
      if (Object.keys(changes).length === 0) return webhookDto(webhook, now);

      const next = withChanges(webhook, changes, now);
      await this.webhooks.update(tx, next);
      if (next.revision !== webhook.revision) await this.routing.webhookChanged(tx, next, now);
      const target = { kind: 'webhook', id, name: next.name } as const;
      await this.auditLog.append(
        tx,
        actorOf(caller),
        'webhook.updated',
        target,
        auditChanges(changes, webhook, next),
      );
      const { enabled } = next;
      const revision = shownRevision(next);
      tx.afterCommit(() =>
        this.log.info({ workspace_id: tx.workspaceId, webhook_id: id, revision, enabled }, 'webhook.updated'),
      );
      return webhookDto(next, now);
    });
  }

  private changesOf(webhook: Webhook, command: UpdateWebhook): WebhookChanges {
    const errors: FieldError[] = [];
    const parsed = command.endpoint === undefined ? null : this.endpointRule.parse(command.endpoint);
    if (parsed !== null && 'error' in parsed) errors.push({ field: 'endpoint', message: parsed.error });
    const schedule = scheduleError(command.schedule ?? []);
    if (schedule !== null) errors.push({ field: 'schedule', message: schedule });
    const headers = this.headersOf(webhook, command, errors);
    if (errors.length > 0) throw invalid(errors);
    const { enabled } = command;
    return {
      ...headers,
      ...changedSettings(webhook, {
        ...(command.name === undefined ? {} : { name: command.name.trim() }),
        ...(parsed !== null && 'endpoint' in parsed ? { endpoint: parsed.endpoint } : {}),
        ...(enabled === undefined ? {} : { enabled }),
        ...(command.eventTypes === undefined ? {} : { eventTypes: command.eventTypes }),
        ...(command.payloadVersion === undefined ? {} : { payloadVersion: command.payloadVersion }),
        ...(command.schedule === undefined ? {} : { schedule: command.schedule }),
        ...(command.rateLimit === undefined ? {} : { rateLimit: command.rateLimit }),
        ...(command.ordering === undefined ? {} : { ordering: command.ordering }),
      }),
    };
  }

  private headersOf(webhook: Webhook, command: UpdateWebhook, errors: FieldError[]): WebhookChanges {
    if (command.headers === undefined) return {};
    if (command.headers === null && webhook.encryptedHeaders === null) return {};
    if (command.headers === null) return { headerNames: [], encryptedHeaders: null };
    const current = decryptHeaders(this.keyRing, webhook.id, webhook.encryptedHeaders);
    const read = readHeaders(command.headers, current);
    errors.push(...read.errors);
    if (read.errors.length > 0 || sameHeaders(read.headers, current)) return {};
    return {
      headerNames: Object.keys(read.headers),
      encryptedHeaders: encryptHeaders(this.keyRing, webhook.id, read.headers),
    };
  }
}

/** Settings whose name in the API is another one. */
const API_NAMES: ReadonlyMap<string, string> = new Map([
  ['encryptedHeaders', 'headers'],
  ['eventTypes', 'event_types'],
  ['payloadVersion', 'payload_version'],
  ['rateLimit', 'rate_limit'],
]);

/** What the audit log says of a change: the values of `enabled`, and the names of all other fields. */
function auditChanges(changes: WebhookChanges, before: Webhook, after: Webhook): Change[] {
  return changedFields(changedNames(changes)).map((change) =>
    change.field === 'enabled'
      ? { ...change, from: String(before.enabled), to: String(after.enabled) }
      : change,
  );
}

/** The fields of the API that are changed. */
function changedNames(changes: WebhookChanges): string[] {
  const settings = Object.keys(changes).filter((name) => name !== 'headerNames');
  return settings.map((name) => API_NAMES.get(name) ?? name);
}
