/** A webhook is busy until this share of its slots is free: one claim of its queue for each free slot would cost too much. */
const REFILL_SHARE = 0.25;

/** Limits the number of concurrent attempts of this process, in total and per webhook. */
export class Slots {
  private readonly perWebhook = new Map<string, number>();
  private taken = 0;
  private readonly refill: number;

  constructor(
    private readonly limit: number,
    private readonly limitPerWebhook: number,
  ) {
    this.refill = Math.max(1, Math.floor(limitPerWebhook * REFILL_SHARE));
  }

  /** Free slots in total. */
  get free(): number {
    return Math.max(0, this.limit - this.taken);
  }

  /** Attempts that run now. */
  get inFlight(): number {
    return this.taken;
  }

  /** Free slots of the webhook, if as many are free in total. */
  freeFor(webhookId: string): number {
    return Math.max(0, this.limitPerWebhook - (this.perWebhook.get(webhookId) ?? 0));
  }

  /** Takes slots for the webhook. The caller has checked that they are free. */
  take(webhookId: string, count: number): void {
    if (count === 0) return;
    this.taken += count;
    this.perWebhook.set(webhookId, (this.perWebhook.get(webhookId) ?? 0) + count);
  }

  /** Takes one slot for the webhook; false when none is free. */
  acquire(webhookId: string): boolean {
    if (this.free === 0 || this.freeFor(webhookId) === 0) return false;
    this.take(webhookId, 1);
    return true;
  }

  release(webhookId: string, count: number): void {
    if (count === 0) return;
    const own = (this.perWebhook.get(webhookId) ?? count) - count;
    this.taken -= count;
    if (own === 0) this.perWebhook.delete(webhookId);
    else this.perWebhook.set(webhookId, own);
  }

  /** Whether too few slots of the webhook are free to claim its queue. */
  isBusy(webhookId: string): boolean {
    return this.free === 0 || this.freeFor(webhookId) < this.refill;
  }

  /** Ids of the busy webhooks. */
  busy(): string[] {
    return [...this.perWebhook.keys()].filter((webhookId) => this.freeFor(webhookId) < this.refill);
  }
}
