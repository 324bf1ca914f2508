import { API_KEY_REVOKED_SUBJECT, apiKeyRevoked } from '@flowforge/contracts/signals/api-key-revoked';
import { NatsLink } from '@flowforge/messaging/nats-link';
import { LOG, type Log } from '@flowforge/service-kit/log';
import { Inject, Injectable } from '@nestjs/common';

/** Tells the other services to remove a revoked key from their caches. If the signal is lost, the entry expires after ten seconds. */
@Injectable()
export class RevocationSignal {
  constructor(
    @Inject(NatsLink) private readonly link: NatsLink,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /** Best effort, never throws: the revocation itself is committed. */
  push(keyHash: string): void {
    try {
      this.link.connection?.publish(API_KEY_REVOKED_SUBJECT, apiKeyRevoked.encode({ key_hash: keyHash }));
    } catch (error) {
      this.log.warn({ err: error }, 'api_key.revocation_not_pushed');
    }
  }
}
