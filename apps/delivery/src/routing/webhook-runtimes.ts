import { webhookEncryptionContext } from '@flowforge/contracts/routing/webhook-changed';
import { prepareSigningKey, type SigningKey } from '@flowforge/contracts/webhook-signature/sign';
import { CannotDecrypt, type KeyRing } from '@flowforge/encryption/key-ring';
import { LRUCache } from 'lru-cache';
import type { WebhookRevision } from './routing.js';

/** A webhook made ready to be called: secrets opened, address taken apart. Lives in memory only. */
export interface WebhookRuntime {
  revision: number;
  origin: string;
  path: string;
  /** Custom headers as flat name, value pairs. */
  headers: readonly string[];
  keys: readonly { key: SigningKey; expiresAt: number | null }[];
}

const CAPACITY = 20_000;

/** Opened webhooks, each kept while its revision is the current one; least recently used ones are let go. */
export class WebhookRuntimes {
  private readonly runtimes = new LRUCache<string, WebhookRuntime>({ max: CAPACITY });

  constructor(private readonly ring: KeyRing) {}

  /**
   * @throws CannotDecrypt when a secret does not open: our failure, not the endpoint's
   */
  of(webhook: WebhookRevision): WebhookRuntime {
    const known = this.runtimes.get(webhook.webhookId);
    if (known?.revision === webhook.revision) return known;
    const runtime = this.open(webhook);
    this.runtimes.set(webhook.webhookId, runtime);
    return runtime;
  }

  private open(webhook: WebhookRevision): WebhookRuntime {
    const place = webhookEncryptionContext(webhook.webhookId);
    const url = new URL(webhook.endpoint);
    return {
      revision: webhook.revision,
      origin: url.origin,
      path: `${url.pathname}${url.search}`,
      headers:
        webhook.headersSealed === null ? [] : headersOf(this.ring.decrypt(webhook.headersSealed, place)),
      keys: webhook.secrets.map(({ sealed, expiresAt }) => ({
        key: prepareSigningKey(this.ring.decrypt(sealed, place)),
        expiresAt,
      })),
    };
  }
}

function headersOf(text: string): string[] {
  const value: unknown = JSON.parse(text);
  if (typeof value !== 'object' || value === null)
    throw new CannotDecrypt('the custom headers are no object');
  return Object.entries(value).flatMap(([name, text_]) => [name, String(text_)]);
}
