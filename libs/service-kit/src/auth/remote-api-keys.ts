import type { NatsLink } from '@flowforge/messaging/nats-link';
import { ServiceUnavailable, type ServiceClient } from '@flowforge/messaging/service-client';
import { verifyApiKey } from '@flowforge/contracts/requests/verify-api-key';
import { API_KEY_REVOKED_SUBJECT, apiKeyRevoked } from '@flowforge/contracts/signals/api-key-revoked';
import { ApiKeyVerifier } from './api-key.guard.js';
import type { Caller } from './caller.js';

/** An answer is asked for anew after this long; a revocation that was not heard takes effect then. */
export const FRESH_MS = 10_000;
/** While the registry is away, a key that it knew is believed for this long, and then nobody is let in. */
export const STALE_MS = 300_000;
const CAPACITY = 10_000;

interface Entry {
  caller: Caller;
  askedAt: number;
}

/**
 * Api keys as the registry answers for them, cached. Only keys that were found are kept. A revocation arrives
 * by NATS and evicts at once.
 */
export class RemoteApiKeys extends ApiKeyVerifier {
  private readonly entries = new Map<string, Entry>();
  private readonly underWay = new Map<string, Promise<Caller | null>>();
  private readonly subscribedTo = new WeakSet<object>();
  private generation = 0;

  constructor(
    private readonly registry: ServiceClient,
    link: NatsLink,
    private readonly now: () => number = () => performance.now(),
  ) {
    super();
    link.onConnect(() => {
      // Revocations may have been missed while the connection was down: ask again before believing.
      for (const entry of this.entries.values())
        entry.askedAt = Math.min(entry.askedAt, this.now() - FRESH_MS);
      const connection = link.connection;
      if (!connection || this.subscribedTo.has(connection)) return;
      this.subscribedTo.add(connection);
      connection.subscribe(API_KEY_REVOKED_SUBJECT, {
        callback: (error, message) => {
          const signal = error ? null : apiKeyRevoked.decode(message.data);
          if (signal?.ok) this.evict(signal.value.key_hash);
        },
      });
    });
  }

  async verify(keyHash: string): Promise<Caller | null> {
    const entry = this.entries.get(keyHash);
    if (entry && this.now() - entry.askedAt < FRESH_MS) return entry.caller;
    const asking = this.underWay.get(keyHash) ?? this.ask(keyHash);
    this.underWay.set(keyHash, asking);
    try {
      return await asking;
    } catch (error) {
      if (!(error instanceof ServiceUnavailable)) throw error;
      if (entry && this.now() - entry.askedAt < STALE_MS && this.entries.get(keyHash) === entry)
        return entry.caller;
      throw error;
    } finally {
      this.underWay.delete(keyHash);
    }
  }

  private evict(keyHash: string): void {
    this.generation += 1;
    this.entries.delete(keyHash);
  }

  private async ask(keyHash: string): Promise<Caller | null> {
    const { generation } = this;
    const askedAt = this.now();
    const answer = await this.registry.ask(verifyApiKey, { key_hash: keyHash });
    if (!answer.found) {
      this.entries.delete(keyHash);
      return null;
    }
    const caller: Caller = {
      workspaceId: answer.workspace_id,
      principal: { kind: 'api_key', id: answer.api_key_id },
      scopes: answer.scopes,
    };
    // A revocation that arrived while the answer was under way is newer than the answer.
    if (generation === this.generation) this.remember(keyHash, { caller, askedAt });
    return caller;
  }

  private remember(keyHash: string, entry: Entry): void {
    this.entries.delete(keyHash);
    this.entries.set(keyHash, entry);
    if (this.entries.size > CAPACITY) {
      for (const oldest of this.entries.keys()) {
        this.entries.delete(oldest);
        break;
      }
    }
  }
}
