/**
 * What waits for a slot, in a queue per webhook; the queues take turns, so that a webhook with much waiting does not hold up the
 * others. Bounded by who adds: nothing waits longer than its message is held.
 */
export class FairQueue<Item> {
  /** In the order of their turns. */
  private readonly queues = new Map<string, Item[]>();

  /** @param isWaiting false for an item that was decided otherwise meanwhile: it is dropped */
  constructor(private readonly isWaiting: (item: Item) => boolean) {}

  add(webhookId: string, item: Item): void {
    const queue = this.queues.get(webhookId);
    if (queue) queue.push(item);
    else this.queues.set(webhookId, [item]);
  }

  /**
   * The next item whose webhook gets a slot.
   *
   * @param take takes a slot for a webhook, or answers false when it has none left
   * @param anyLeft whether any webhook could get one
   */
  next(take: (webhookId: string) => boolean, anyLeft: () => boolean): Item | undefined {
    for (const [webhookId, queue] of this.queues) {
      while (queue[0] !== undefined && !this.isWaiting(queue[0])) queue.shift();
      if (queue.length === 0) {
        this.queues.delete(webhookId);
        continue;
      }
      if (!anyLeft()) return undefined;
      if (!take(webhookId)) continue;
      const item = queue.shift();
      // Its next turn comes after the others'.
      this.queues.delete(webhookId);
      if (queue.length > 0) this.queues.set(webhookId, queue);
      return item;
    }
    return undefined;
  }
}
