import { SETTLEMENT_MAX_IDS, settlement, settlementSubject } from '@flowforge/contracts/signals/settlement';
import type { NatsLink } from '@flowforge/messaging/nats-link';

const FLUSH_MS = 25;

/**
 * Tells the owner of an outbox that its messages are safe here, in batches. Sent at most once: a settlement that is lost
 * makes the owner publish again, and what comes again is settled again.
 */
export class Settler {
  private ids: string[] = [];
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly link: NatsLink,
    private readonly owner: 'conversations' | 'registry',
  ) {}

  /** Call only after the rows for `id` are committed. */
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
