import { verifyApiKey } from '@flowforge/contracts/requests/verify-api-key';
import { API_KEY_REVOKED_SUBJECT, apiKeyRevoked } from '@flowforge/contracts/signals/api-key-revoked';
import type { NatsLink } from '@flowforge/messaging/nats-link';
import { ServiceUnavailable, type ServiceClient } from '@flowforge/messaging/service-client';
import { LRUCache } from 'lru-cache';
import { ApiKeyVerifier } from './api-key-verifier.js';
import type { Identity } from './caller.js';

/** How long a cached answer is used, in milliseconds. If the signal of a revocation was lost, the key works until then. */
export const CACHED_MS = 10_000;
/** How long a cached answer is used while the registry does not answer, in milliseconds. After that the request fails. */
export const STALE_MS = 300_000;
/** How long an unknown key is refused without a request, in milliseconds. Short, because the key may be created meanwhile. */
export const UNKNOWN_MS = 2_000;
/**
 * After a request without an answer, cached answers are used at once for this time, in milliseconds. Then one request asks again, and it alone
 * waits. Longer than a request waits for its answer.
 */
export const AWAY_MS = 3_000;
const CAPACITY = 10_000;

interface Entry {
  caller: Identity;
  requestedAt: number;
}

/**
 * Verifies api keys with a request to the registry over NATS, and caches the answers. The registry sends a signal for each
 * revocation, which removes the key from the cache at once.
 */
export class RemoteApiKeys extends ApiKeyVerifier {
  private readonly entries = new LRUCache<string, Entry>({ max: CAPACITY });
  private readonly unknown: LRUCache<string, true>;
  private readonly inFlight = new Map<string, Promise<Identity | null>>();
  private readonly subscribedTo = new WeakSet<object>();
  private revocations = 0;
  /** When a request to the registry last began or ended without an answer; before all times since its last answer. */
  private failedAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly registry: Pick<ServiceClient, 'ask'>,
    link: Pick<NatsLink, 'onConnect' | 'connection'>,
    private readonly now: () => number = () => performance.now(),
  ) {
    super();
    this.unknown = new LRUCache({ max: CAPACITY, ttl: UNKNOWN_MS, ttlResolution: 0, perf: { now } });
    link.onConnect(() => {
      // Signals of revocations may have been lost without a connection, so every key is verified again at its next use.
      for (const entry of this.entries.values())
        entry.requestedAt = Math.min(entry.requestedAt, this.now() - CACHED_MS);
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

  /** @throws ServiceUnavailable when the registry does not answer and no cached answer can be used */
  async verify(keyHash: string): Promise<Identity | null> {
    const entry = this.entries.get(keyHash);
    if (entry && this.now() - entry.requestedAt < CACHED_MS) return entry.caller;
    if (this.unknown.has(keyHash)) return null;
    const isUsable = (): boolean =>
      entry !== undefined &&
      this.now() - entry.requestedAt < STALE_MS &&
      this.entries.peek(keyHash) === entry;
    if (entry && this.now() - this.failedAt < AWAY_MS && isUsable()) return entry.caller;
    if (this.failedAt > Number.NEGATIVE_INFINITY) this.failedAt = this.now();
    const answer = this.inFlight.get(keyHash) ?? this.ask(keyHash);
    this.inFlight.set(keyHash, answer);
    try {
      return await answer;
    } catch (error) {
      if (!(error instanceof ServiceUnavailable)) throw error;
      this.failedAt = this.now();
      if (entry && isUsable()) return entry.caller;
      throw error;
    } finally {
      this.inFlight.delete(keyHash);
    }
  }

  private evict(keyHash: string): void {
    this.revocations += 1;
    this.entries.delete(keyHash);
  }

  private async ask(keyHash: string): Promise<Identity | null> {
    const { revocations } = this;
    const requestedAt = this.now();
    const answer = await this.registry.ask(verifyApiKey, { key_hash: keyHash });
    this.failedAt = Number.NEGATIVE_INFINITY;
    if (!answer.found) {
      this.entries.delete(keyHash);
      this.unknown.set(keyHash, true);
      return null;
    }
    const caller: Identity = {
      workspaceId: answer.workspace_id,
      principal: { kind: 'api_key', id: answer.api_key_id },
      scopes: answer.scopes,
    };
    // Not cached after a revocation during this request, because the answer may be older than the revocation.
    if (revocations === this.revocations) this.entries.set(keyHash, { caller, requestedAt });
    return caller;
  }
}
