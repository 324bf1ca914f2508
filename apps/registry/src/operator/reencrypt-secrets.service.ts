import { newId } from '@flowforge/contracts/ids';
import { CannotDecrypt, type KeyRing } from '@flowforge/encryption/key-ring';
import { appendToOutbox } from '@flowforge/outbox/outbox.store';
import type { WorkspaceDatabase } from '@flowforge/postgres/workspace-database';
import { webhookChangedMessage } from '../routing/routing-message.js';
import { changeInstant, withChanges } from '../webhook/webhook.js';
import { reencrypted } from '../webhook/webhook-encryption.js';
import { WebhookStore } from '../webhook/webhook.store.js';
import type { AllWorkspacesStore } from '../workspace/all-workspaces.store.js';

const PAGE = 100;

/** How many webhooks were changed, and how many could not be decrypted: their key is missing in the ring. */
export interface Reencryption {
  changed: number;
  failed: number;
}

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
   * A webhook that cannot be decrypted is left as it is, and the others are changed.
   *
   * @param report gets a line for each webhook that cannot be decrypted, and the number of changed ones after each page
   */
  async run(report: (line: string) => void): Promise<Reencryption> {
    const result = { changed: 0, failed: 0 };
    let after: string | null = null;
    for (;;) {
      const page = await this.allWorkspaces.webhooksNotEncryptedWith(this.keyRing.currentPrefix, PAGE, after);
      for (const { id, workspaceId } of page) {
        after = id;
        try {
          if (await this.reencrypt(workspaceId, id)) result.changed += 1;
        } catch (error) {
          if (!(error instanceof CannotDecrypt)) throw error;
          result.failed += 1;
          report(`webhook ${id} of workspace ${workspaceId} cannot be decrypted: ${error.message}`);
        }
      }
      if (page.length < PAGE) return result;
      report(`${result.changed} webhooks so far`);
    }
  }

  private reencrypt(workspaceId: string, id: string): Promise<boolean> {
    return this.database.transaction(workspaceId, async (tx) => {
      const webhook = await this.webhooks.lock(tx, id);
      if (webhook === null) return false;
      const changes = reencrypted(this.keyRing, webhook);
      if (changes === null) return false;
      const now = changeInstant(webhook, await tx.clock());
      const next = withChanges(webhook, changes, now);
      await this.webhooks.update(tx, next);
      await appendToOutbox(tx, webhookChangedMessage(newId(), next, now));
      return true;
    });
  }
}
