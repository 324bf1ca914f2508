import { verifyApiKey } from '@flowforge/contracts/requests/verify-api-key';
import { API_KEY_REVOKED_SUBJECT, apiKeyRevoked } from '@flowforge/contracts/signals/api-key-revoked';
import type { NatsLink } from '@flowforge/messaging/nats-link';
import { ServiceUnavailable, type ServiceClient } from '@flowforge/messaging/service-client';
import { LRUCache } from 'lru-cache';
import { ApiKeyVerifier } from './api-key.guard.js';
import type { Caller } from './caller.js';

/** A cached answer is used without asking again for so long. A revocation whose signal was lost takes effect after it. */
export const CACHED_MS = 10_000;
/** While the registry does not answer, a cached answer is used for so long; after that the key is refused. */
export const STALE_MS = 300_000;
/** An unknown key is not asked for again for so long. Short, so that a key which is created later works at once. */
export const UNKNOWN_MS = 2_000;
const CAPACITY = 10_000;

interface Entry {
  caller: Caller;
  askedAt: number;
}

/**
 * Verifies api keys by asking the registry over NATS, with a cache. The registry announces each revocation over NATS, which
 * evicts the key at once.
 */
export class RemoteApiKeys extends ApiKeyVerifier {
  private readonly entries = new LRUCache<string, Entry>({ max: CAPACITY });
  private readonly unknown: LRUCache<string, true>;
  private readonly inFlight = new Map<string, Promise<Caller | null>>();
  private readonly subscribedTo = new WeakSet<object>();
  private revocations = 0;

  constructor(
    private readonly registry: Pick<ServiceClient, 'ask'>,
    link: Pick<NatsLink, 'onConnect' | 'connection'>,
    private readonly now: () => number = () => performance.now(),
  ) {
    super();
    this.unknown = new LRUCache({ max: CAPACITY, ttl: UNKNOWN_MS, ttlResolution: 0, perf: { now } });
    link.onConnect(() => {
      // Revocations may have been missed while the connection was down: ask again before the next use.
      for (const entry of this.entries.values())
        entry.askedAt = Math.min(entry.askedAt, this.now() - CACHED_MS);
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
    if (entry && this.now() - entry.askedAt < CACHED_MS) return entry.caller;
    if (this.unknown.has(keyHash)) return null;
    const answer = this.inFlight.get(keyHash) ?? this.ask(keyHash);
    this.inFlight.set(keyHash, answer);
    try {
      return await answer;
    } catch (error) {
      if (!(error instanceof ServiceUnavailable)) throw error;
      if (entry && this.now() - entry.askedAt < STALE_MS && this.entries.peek(keyHash) === entry)
        return entry.caller;
      throw error;
    } finally {
      this.inFlight.delete(keyHash);
    }
  }

  private evict(keyHash: string): void {
    this.revocations += 1;
    this.entries.delete(keyHash);
  }

  private async ask(keyHash: string): Promise<Caller | null> {
    const { revocations } = this;
    const askedAt = this.now();
    const answer = await this.registry.ask(verifyApiKey, { key_hash: keyHash });
    if (!answer.found) {
      this.entries.delete(keyHash);
      this.unknown.set(keyHash, true);
      return null;
    }
    const caller: Caller = {
      workspaceId: answer.workspace_id,
      principal: { kind: 'api_key', id: answer.api_key_id },
      scopes: answer.scopes,
    };
    // A revocation that arrived while this request was in flight may be newer than its answer.
    if (revocations === this.revocations) this.entries.set(keyHash, { caller, askedAt });
    return caller;
  }
}
