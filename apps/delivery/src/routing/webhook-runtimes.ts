import { webhookEncryptionContext } from '@flowforge/contracts/routing/webhook-changed';
import { prepareSigningKey, type SigningKey } from '@flowforge/contracts/webhook-signature/sign';
import { CannotDecrypt, type KeyRing } from '@flowforge/encryption/key-ring';
import { LRUCache } from 'lru-cache';
import type { WebhookRevision } from './routing.js';

/** A webhook prepared for requests: secrets decrypted, endpoint parsed. Kept in memory only. */
export interface WebhookRuntime {
  revision: number;
  origin: string;
  path: string;
  /** Custom headers as flat name, value pairs. */
  headers: readonly string[];
  keys: readonly { key: SigningKey; expiresAt: number | null }[];
}

const CAPACITY = 20_000;

/**
 * Cache of prepared webhooks, each valid for one revision; the least recently used ones are evicted. Whoever loads a newer revision removes
 * the prepared one, so that the keys of a deleted webhook do not stay in memory.
 */
export class WebhookRuntimes {
  private readonly runtimes = new LRUCache<string, WebhookRuntime>({ max: CAPACITY });

  constructor(private readonly ring: KeyRing) {}

  /**
   * Prepares the webhook, or returns it from the cache. `webhook` is the current revision: one that was read before a wait may be of a webhook
   * that was deleted meanwhile.
   *
   * @throws CannotDecrypt when a secret cannot be decrypted: an internal error, not a failure of the endpoint
   */
  of(webhook: WebhookRevision): WebhookRuntime {
    const cached = this.runtimes.get(webhook.webhookId);
    if (cached?.revision === webhook.revision) return cached;
    const runtime = this.prepare(webhook);
    this.runtimes.set(webhook.webhookId, runtime);
    return runtime;
  }

  /** Removes the keys of a webhook. They are prepared again if they are needed. */
  remove(webhookId: string): void {
    this.runtimes.delete(webhookId);
  }

  /** Webhooks that are prepared. */
  get size(): number {
    return this.runtimes.size;
  }

  private prepare(webhook: WebhookRevision): WebhookRuntime {
    const context = webhookEncryptionContext(webhook.webhookId);
    const url = new URL(webhook.endpoint);
    return {
      revision: webhook.revision,
      origin: url.origin,
      path: `${url.pathname}${url.search}`,
      headers:
        webhook.encryptedHeaders === null
          ? []
          : headersOf(this.ring.decrypt(webhook.encryptedHeaders, context)),
      keys: webhook.secrets.map(({ encrypted, expiresAt }) => ({
        key: prepareSigningKey(this.ring.decrypt(encrypted, context)),
        expiresAt,
      })),
    };
  }
}

function headersOf(text: string): string[] {
  const value: unknown = JSON.parse(text);
  if (typeof value !== 'object' || value === null)
    throw new CannotDecrypt('the custom headers are not an object');
  return Object.entries(value).flatMap(([name, text_]) => [name, String(text_)]);
}
