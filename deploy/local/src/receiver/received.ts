/** One webhook as it arrived. */
export interface Received {
  /** Counts up from 1 in the order of arrival. */
  seq: number;
  /** `webhook-id`: the event's, the same on every retry. */
  id: string | null;
  event: string | null;
  path: string;
  /** Whether one of the known secrets signed exactly these bytes; a secret told later counts too. */
  verified: boolean;
  received_at: string;
  headers: Record<string, string>;
  /** The bytes as text. */
  body: string;
  /** The body as JSON; null if it is none. */
  json: unknown;
}

const MOST_ITEMS = 5_000;
const MOST_BYTES = 64 * 1024 * 1024;

/** The latest webhooks, bounded in number and bytes: the oldest go first. */
export class ReceivedList {
  private items: Received[] = [];
  private bytes = 0;
  private count = 0;

  /** How many have come since the start, kept or not. */
  get total(): number {
    return this.count;
  }

  add(received: Omit<Received, 'seq'>): Received {
    this.count += 1;
    const item = { seq: this.count, ...received };
    this.items.push(item);
    this.bytes += item.body.length;
    let surplus = 0;
    while (this.items.length - surplus > MOST_ITEMS || this.bytes > MOST_BYTES) {
      this.bytes -= this.items[surplus]?.body.length ?? 0;
      surplus += 1;
    }
    // In steps, for cutting off the front moves all that remains.
    if (surplus > 0) this.items = this.items.slice(surplus);
    return item;
  }

  /** Looks again at what was not verified so far. */
  reverify(isSigned: (item: Received) => boolean): void {
    for (const item of this.items) item.verified ||= isSigned(item);
  }

  /** Those after a sequence number, oldest first. */
  after(seq: number): Received[] {
    return seq <= 0 ? this.items : this.items.filter((item) => item.seq > seq);
  }
}
