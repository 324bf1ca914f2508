import { newId } from '@flowforge/contracts/ids';
import { CannotDecrypt, type KeyRing } from '@flowforge/encryption/key-ring';
import { appendToOutbox } from '@flowforge/outbox/outbox.store';
import type { WorkspaceDatabase } from '@flowforge/postgres/workspace-database';
import { webhookChangedMessage } from '../routing/routing-message.js';
import { changeInstant, withChanges } from '../webhook/webhook.js';
import { reencrypted } from '../webhook/webhook-encryption.js';
import { WebhookStore } from '../webhook/webhook.store.js';
import type { AllWorkspacesStore } from '../workspace/all-workspaces.store.js';
import { OperatorError } from './operator-error.js';

const PAGE = 100;

/**
 * Encrypts the signing secrets and custom headers of all webhooks with the current key of the ring, so that an older key can be removed
 * from `ENCRYPTION_KEYS`. Each webhook is a transaction of its own. It can be stopped and started again.
 *
 * The routing change of each webhook waits in the outbox, because this command has no connection to NATS. A running registry publishes it.
 */
export class SecretReencryption {
  private readonly webhooks = new WebhookStore();

  constructor(
    private readonly allWorkspaces: AllWorkspacesStore,
    private readonly database: WorkspaceDatabase,
    private readonly keyRing: KeyRing,
  ) {}

  /**
   * @param report gets the number of webhooks so far, after each page
   * @returns how many webhooks were changed
   * @throws OperatorError when a key is missing in the ring; the message names it and the webhook
   */
  async run(report: (webhooks: number) => void): Promise<number> {
    let changed = 0;
    let after: string | null = null;
    for (;;) {
      const page = await this.allWorkspaces.webhooksNotEncryptedWith(this.keyRing.currentPrefix, PAGE, after);
      for (const { id, workspaceId } of page) {
        if (await this.reencrypt(workspaceId, id)) changed += 1;
        after = id;
      }
      if (page.length < PAGE) return changed;
      report(changed);
    }
  }

  private reencrypt(workspaceId: string, id: string): Promise<boolean> {
    return this.database.transaction(workspaceId, async (tx) => {
      const webhook = await this.webhooks.lock(tx, id);
      if (webhook === null) return false;
      const changes = this.changesOf(webhook);
      if (changes === null) return false;
      const now = changeInstant(webhook, await tx.clock());
      const next = withChanges(webhook, changes, now);
      await this.webhooks.update(tx, next);
      await appendToOutbox(tx, webhookChangedMessage(newId(), next, now));
      return true;
    });
  }

  private changesOf(webhook: Parameters<typeof reencrypted>[1]): ReturnType<typeof reencrypted> {
    try {
      return reencrypted(this.keyRing, webhook);
    } catch (error) {
      if (error instanceof CannotDecrypt) {
        throw new OperatorError(`webhook ${webhook.id} cannot be decrypted: ${error.message}`);
      }
      throw error;
    }
  }
}
