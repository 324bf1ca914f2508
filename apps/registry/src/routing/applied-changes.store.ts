import { setTimeout as delay } from 'node:timers/promises';
import { NatsLink } from '@flowforge/messaging/nats-link';
import { Database } from '@flowforge/postgres/database';
import { Inject, Injectable } from '@nestjs/common';

/** Longest wait for delivery, in milliseconds. */
const MAX_WAIT_MS = 250;
/** Wait before the first poll, in milliseconds; each further wait is 1.5 times as long. */
const FIRST_WAIT_MS = 4;

/**
 * Delays the response to a routing change until delivery has applied the change, which usually takes about 10 ms. Without the
 * delay, a caller that unassigns a webhook and then submits a form could see one more request to that webhook. While NATS or
 * delivery is unavailable the response is sent without waiting: the change is in the outbox and reaches delivery later.
 */
@Injectable()
export class AppliedChanges {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(NatsLink) private readonly link: NatsLink,
  ) {}

  /** Resolves when delivery has applied all changes, or after 250 ms. Never rejects. `ids` are those of outbox rows. */
  async waitUntilApplied(ids: readonly string[]): Promise<void> {
    const deadline = performance.now() + MAX_WAIT_MS;
    for (let wait = FIRST_WAIT_MS; performance.now() < deadline && this.link.connection; wait *= 1.5) {
      await delay(wait);
      if (!(await this.anyUnsettled(ids))) return;
    }
  }

  private async anyUnsettled(ids: readonly string[]): Promise<boolean> {
    try {
      const [row] = await this.database.query<{ unsettled: boolean }>(
        'SELECT EXISTS (SELECT FROM outbox_pending WHERE id = ANY ($1::uuid[])) AS unsettled',
        [ids],
      );
      return row?.unsettled === true;
    } catch {
      // The change itself is committed, so a failure to read its state must not make the request fail.
      return false;
    }
  }
}
