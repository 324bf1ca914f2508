import { SESSION_ENDED_SUBJECT, sessionEnded } from '@flowforge/contracts/signals/session-ended';
import type { NatsLink } from '@flowforge/messaging/nats-link';
import type { Sessions } from '../session/sessions.service.js';

/** Forgets the sessions of a user as soon as the registry reports that one has ended. */
export class SessionEndedSignals {
  private readonly subscribedTo = new WeakSet<object>();

  constructor(
    private readonly link: Pick<NatsLink, 'onConnect' | 'connection'>,
    private readonly sessions: Sessions,
  ) {}

  start(): void {
    this.link.onConnect(() => {
      // Signals may have been lost without a connection.
      this.sessions.forgetUser();
      const { connection } = this.link;
      if (!connection || this.subscribedTo.has(connection)) return;
      this.subscribedTo.add(connection);
      connection.subscribe(SESSION_ENDED_SUBJECT, {
        callback: (error, message) => {
          const signal = error ? null : sessionEnded.decode(message.data);
          if (signal?.ok) this.sessions.forgetUser(signal.value.user_id);
        },
      });
    });
  }
}
