import { SESSION_ENDED_SUBJECT, sessionEnded } from '@flowforge/contracts/signals/session-ended';
import { NatsLink } from '@flowforge/messaging/nats-link';
import { LOG, type Log } from '@flowforge/service-kit/log';
import { Inject, Injectable } from '@nestjs/common';

/** Signals the front door to forget the cached sessions of a user. If the signal is lost, they expire after at most 5 s. */
@Injectable()
export class SessionSignal {
  constructor(
    @Inject(NatsLink) private readonly link: NatsLink,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /** Sends the signal; call it after the commit. Never throws: the change is already committed. */
  send(userId: string): void {
    try {
      this.link.connection?.publish(SESSION_ENDED_SUBJECT, sessionEnded.encode({ user_id: userId }));
    } catch (error) {
      this.log.warn({ err: error }, 'session.signal_failed');
    }
  }
}
