import { API_KEY_REVOKED_SUBJECT, apiKeyRevoked } from '@flowforge/contracts/signals/api-key-revoked';
import { NatsLink } from '@flowforge/messaging/nats-link';
import { LOG, type Log } from '@flowforge/service-kit/log';
import { Inject, Injectable } from '@nestjs/common';

/** Tells the caches of the other services that a key is revoked; what they do not hear, their own bound makes good. */
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
