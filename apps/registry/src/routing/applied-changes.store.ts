import { setTimeout as delay } from 'node:timers/promises';
import { NatsLink } from '@flowforge/messaging/nats-link';
import { Database } from '@flowforge/postgres/database';
import { Inject, Injectable } from '@nestjs/common';

/** No answer is held back longer than this for delivery's sake, in milliseconds. */
const PATIENCE_MS = 250;
const FIRST_LOOK_MS = 4;

/**
 * Holds the answer to a routing change back until delivery has applied it, which takes some ten milliseconds: who unassigns and
 * then submits does not see a webhook that is still on its way to learning of it. With NATS or delivery away the answer comes all the
 * same; the change is safe in the outbox.
 */
@Injectable()
export class AppliedChanges {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(NatsLink) private readonly link: NatsLink,
  ) {}

  /** Resolves when all changes are settled, or after 250 ms; never rejects. */
  async soon(ids: readonly string[]): Promise<void> {
    const deadline = performance.now() + PATIENCE_MS;
    for (let wait = FIRST_LOOK_MS; performance.now() < deadline && this.link.connection; wait *= 1.5) {
      await delay(wait);
      if (!(await this.anyUnsettled(ids))) return;
    }
  }

  private async anyUnsettled(ids: readonly string[]): Promise<boolean> {
    try {
      const rows = await this.database.query<{ unsettled: boolean }>(
        `SELECT EXISTS (SELECT FROM outbox WHERE id = ANY($1::uuid[]) AND state <> 'settled') AS unsettled`,
        [ids],
      );
      return rows[0]?.unsettled === true;
    } catch {
      // The change is committed; that it cannot be looked after is no reason to say that it failed.
      return false;
    }
  }
}
