import type { NotVerified } from './verification.js';

/** A webhook that the receiver got. */
export interface Received {
  /** Counts up from 1 in the order of arrival. */
  seq: number;
  /** The header `webhook-id`: the id of the event, the same on every retry. */
  id: string | null;
  event: string | null;
  path: string;
  /** Whether one of the known secrets signed exactly these bytes. Checked again when a secret is added. */
  verified: boolean;
  /** Why not; null when it is verified. */
  not_verified: NotVerified | null;
  received_at: string;
  headers: Record<string, string>;
  /** The bytes as text. */
  body: string;
  /** The parsed body; null if it is not JSON. */
  json: unknown;
}

const MAX_ITEMS = 5_000;
const MAX_BYTES = 64 * 1024 * 1024;

/** The newest webhooks. Above 5,000 items or 64 MB the oldest ones are removed. */
export class ReceivedList {
  private items: Received[] = [];
  private bytes = 0;
  private count = 0;

  /** Number of webhooks since the start, removed ones included. */
  get total(): number {
    return this.count;
  }

  add(received: Omit<Received, 'seq'>): Received {
    this.count += 1;
    const item = { seq: this.count, ...received };
    this.items.push(item);
    this.bytes += item.body.length;
    let surplus = 0;
    while (this.items.length - surplus > MAX_ITEMS || this.bytes > MAX_BYTES) {
      this.bytes -= this.items[surplus]?.body.length ?? 0;
      surplus += 1;
    }
    if (surplus > 0) this.items = this.items.slice(surplus);
    return item;
  }

  /** Checks again what was not verified so far. */
  reverify(check: (item: Received) => NotVerified | null): void {
    for (const item of this.items) {
      if (item.verified) continue;
      item.not_verified = check(item);
      item.verified = item.not_verified === null;
    }
  }

  /** The webhooks with a higher sequence number, oldest first. */
  after(seq: number): Received[] {
    return seq <= 0 ? this.items : this.items.filter((item) => item.seq > seq);
  }
}
