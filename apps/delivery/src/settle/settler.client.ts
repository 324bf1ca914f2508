import { SETTLEMENT_MAX_IDS, settlement, settlementSubject } from '@flowforge/contracts/signals/settlement';
import type { NatsLink } from '@flowforge/messaging/nats-link';

const FLUSH_MS = 25;

/**
 * Reports to the owner of an outbox, in batches, which of its rows are stored here. A report may be lost: the owner then publishes
 * the row again, and it is settled again.
 */
export class Settler {
  private ids: string[] = [];
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly link: NatsLink,
    private readonly owner: 'conversations' | 'registry',
  ) {}

  /** Adds an outbox row to the next batch. Call only after the rows made from it are committed. */
  add(id: string): void {
    this.ids.push(id);
    if (this.ids.length >= SETTLEMENT_MAX_IDS) this.flush();
    else this.timer ??= setTimeout(() => this.flush(), FLUSH_MS);
  }

  flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const ids = this.ids;
    this.ids = [];
    if (ids.length > 0)
      this.link.connection?.publish(settlementSubject(this.owner), settlement.encode({ ids }));
  }
}
