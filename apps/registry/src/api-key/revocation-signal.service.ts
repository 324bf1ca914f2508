import { API_KEY_REVOKED_SUBJECT, apiKeyRevoked } from '@flowforge/contracts/signals/api-key-revoked';
import { NatsLink } from '@flowforge/messaging/nats-link';
import { LOG, type Log } from '@flowforge/service-kit/log';
import { Inject, Injectable } from '@nestjs/common';

/** Signals the other services to remove a revoked key from their caches. If the signal is lost, the cache entry expires after 10 s. */
@Injectable()
export class RevocationSignal {
  constructor(
    @Inject(NatsLink) private readonly link: NatsLink,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /** Sends the signal. Never throws: the revocation is already committed, and the cache entries expire without the signal. */
  send(keyHash: string): void {
    try {
      this.link.connection?.publish(API_KEY_REVOKED_SUBJECT, apiKeyRevoked.encode({ key_hash: keyHash }));
    } catch (error) {
      this.log.warn({ err: error }, 'api_key.revocation_signal_failed');
    }
  }
}
