import { setTimeout as delay } from 'node:timers/promises';
import { NatsLink } from '@flowforge/messaging/nats-link';
import { Database } from '@flowforge/postgres/database';
import { Inject, Injectable } from '@nestjs/common';

/** Longest wait for delivery, in milliseconds. */
const MAX_WAIT_MS = 250;
/** Wait before the first poll, in milliseconds; each further wait is 1.5 times as long. */
const FIRST_WAIT_MS = 4;

/**
 * Delays the answer to a routing change until delivery has applied the change, usually about ten milliseconds. So a caller
 * that unassigns a webhook and then submits a form does not see the webhook called once more. If NATS or delivery is away the
 * answer is sent without that: the change is in the outbox and reaches delivery later.
 */
@Injectable()
export class AppliedChanges {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(NatsLink) private readonly link: NatsLink,
  ) {}

  /** Resolves when all changes are settled, or after 250 ms; never rejects. */
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
      // The change is committed. That its state cannot be read is no reason to report a failure.
      return false;
    }
  }
}
