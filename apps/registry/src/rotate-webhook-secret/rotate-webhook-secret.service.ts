import { generateSecret } from '@flowforge/contracts/webhook-signature/sign';
import { WorkspaceDatabase, type WorkspaceTransaction } from '@flowforge/postgres/workspace-database';
import { KeyRing } from '@flowforge/encryption/key-ring';
import { actorOf } from '@flowforge/service-kit/auth/audit-actor';
import type { Caller } from '@flowforge/service-kit/auth/caller';
import { conflict, notFound } from '@flowforge/service-kit/http/problem';
import type { Answer, IdempotencyRequest } from '@flowforge/service-kit/idempotency/idempotency';
import { withIdempotencyKey } from '@flowforge/service-kit/idempotency/idempotency.store';
import { LOG, type Log } from '@flowforge/service-kit/log';
import { Inject, Injectable } from '@nestjs/common';
import { AuditLogStore } from '../audit-log/audit-log.store.js';
import { RoutingStore } from '../routing/routing.store.js';
import { MAX_LIVE_SECRETS, rotateSecrets } from '../webhook/signing-secrets.js';
import { encryptSecret } from '../webhook/webhook-encryption.js';
import { withChanges, changeInstant } from '../webhook/webhook.js';
import { WebhookStore } from '../webhook/webhook.store.js';
import type { RotatedWebhookSecretDto } from './rotate-webhook-secret.dto.js';

@Injectable()
export class RotateWebhookSecretService {
  constructor(
    @Inject(WorkspaceDatabase) private readonly database: WorkspaceDatabase,
    @Inject(WebhookStore) private readonly webhooks: WebhookStore,
    @Inject(RoutingStore) private readonly routing: RoutingStore,
    @Inject(KeyRing) private readonly keyRing: KeyRing,
    @Inject(AuditLogStore) private readonly auditLog: AuditLogStore,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /**
   * Adds a new signing secret and limits the validity of the older ones to `overlapSeconds`.
   *
   * @throws Problem 404 when the webhook is not in the workspace; 409 `too_many_secrets` when more than 5 secrets would be
   * valid
   */
  async rotate(
    caller: Caller,
    id: string,
    request: IdempotencyRequest,
    overlapSeconds: number,
  ): Promise<Answer<RotatedWebhookSecretDto>> {
    return this.database.transaction(caller.workspaceId, (tx) =>
      withIdempotencyKey(
        tx,
        request,
        caller.principal,
        async () => ({ status: 200, body: { secret: await this.replace(tx, caller, id, overlapSeconds) } }),
        this.keyRing,
      ),
    );
  }

  private async replace(
    tx: WorkspaceTransaction,
    caller: Caller,
    id: string,
    overlapSeconds: number,
  ): Promise<string> {
    const webhook = await this.webhooks.lock(tx, id);
    if (!webhook) throw notFound('webhook');
    const now = changeInstant(webhook, await tx.clock());
    const secret = generateSecret();
    const secrets = rotateSecrets(
      webhook.secrets,
      encryptSecret(this.keyRing, id, secret),
      now,
      overlapSeconds,
    );
    if (!secrets) {
      throw conflict(
        'too_many_secrets',
        `At most ${MAX_LIVE_SECRETS} secrets can be valid at the same time; wait until one expires, or rotate with a shorter overlap.`,
      );
    }
    const next = withChanges(webhook, { secrets }, now);
    await this.webhooks.update(tx, next);
    await this.routing.webhookChanged(tx, next, now);
    const target = { kind: 'webhook', id, name: webhook.name } as const;
    await this.auditLog.append(tx, actorOf(caller), 'webhook.secret_rotated', target);
    const ids = { workspace_id: tx.workspaceId, webhook_id: id, live_secrets: secrets.length };
    tx.afterCommit(() => this.log.info(ids, 'webhook.secret_rotated'));
    return secret;
  }
}
