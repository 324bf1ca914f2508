/** Bounds how many attempts run at once, over all webhooks and for each. */
export class Slots {
  private readonly perWebhook = new Map<string, number>();
  private taken = 0;

  constructor(
    private readonly limit: number,
    private readonly limitPerWebhook: number,
  ) {}

  /** Attempts that may still start, over all webhooks. */
  get free(): number {
    return this.limit - this.taken;
  }

  /** Attempts under way. */
  get inFlight(): number {
    return this.taken;
  }

  /** Takes a slot for the webhook; false when there is none. */
  take(webhookId: string): boolean {
    const own = this.perWebhook.get(webhookId) ?? 0;
    if (this.taken >= this.limit || own >= this.limitPerWebhook) return false;
    this.taken += 1;
    this.perWebhook.set(webhookId, own + 1);
    return true;
  }

  give(webhookId: string): void {
    const own = (this.perWebhook.get(webhookId) ?? 1) - 1;
    this.taken -= 1;
    if (own === 0) this.perWebhook.delete(webhookId);
    else this.perWebhook.set(webhookId, own);
  }

  /** Webhooks that have all their slots taken. */
  full(): string[] {
    return [...this.perWebhook]
      .filter(([, own]) => own >= this.limitPerWebhook)
      .map(([webhookId]) => webhookId);
  }
}
