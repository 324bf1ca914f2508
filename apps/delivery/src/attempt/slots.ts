/** Limits the number of concurrent attempts, in total and per webhook. */
export class Slots {
  private readonly perWebhook = new Map<string, number>();
  private taken = 0;

  constructor(
    private readonly limit: number,
    private readonly limitPerWebhook: number,
  ) {}

  /** Free slots in total. */
  get free(): number {
    return this.limit - this.taken;
  }

  /** Attempts that run now. */
  get inFlight(): number {
    return this.taken;
  }

  /** Takes a slot for the webhook; false when none is free. */
  acquire(webhookId: string): boolean {
    const own = this.perWebhook.get(webhookId) ?? 0;
    if (this.taken >= this.limit || own >= this.limitPerWebhook) return false;
    this.taken += 1;
    this.perWebhook.set(webhookId, own + 1);
    return true;
  }

  release(webhookId: string): void {
    const own = (this.perWebhook.get(webhookId) ?? 1) - 1;
    this.taken -= 1;
    if (own === 0) this.perWebhook.delete(webhookId);
    else this.perWebhook.set(webhookId, own);
  }

  /** Ids of the webhooks that have no free slot. */
  full(): string[] {
    return [...this.perWebhook]
      .filter(([, own]) => own >= this.limitPerWebhook)
      .map(([webhookId]) => webhookId);
  }
}
