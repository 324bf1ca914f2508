/**
 * Items that wait for a slot, in one queue per webhook. The queues take turns, so a webhook with many waiting items does not
 * delay the others. The caller bounds the size: an item waits at most 1 s, as long as its message may stay unacknowledged.
 */
export class FairQueue<Item> {
  /** By webhook; the order of the map is the order of their turns. */
  private readonly queues = new Map<string, Item[]>();

  /** @param isWaiting false for an item that no longer needs a slot: it is dropped */
  constructor(private readonly isWaiting: (item: Item) => boolean) {}

  add(webhookId: string, item: Item): void {
    const queue = this.queues.get(webhookId);
    if (queue) queue.push(item);
    else this.queues.set(webhookId, [item]);
  }

  /**
   * The next item whose webhook has a free slot, which is taken for it; undefined when there is none.
   *
   * @param acquire takes a slot for a webhook; false when it has none left
   * @param anyFree whether any slot is free
   */
  next(acquire: (webhookId: string) => boolean, anyFree: () => boolean): Item | undefined {
    for (const [webhookId, queue] of this.queues) {
      while (queue[0] !== undefined && !this.isWaiting(queue[0])) queue.shift();
      if (queue.length === 0) {
        this.queues.delete(webhookId);
        continue;
      }
      if (!anyFree()) return undefined;
      if (!acquire(webhookId)) continue;
      const item = queue.shift();
      // Moved to the end of the map, so that the other webhooks have their turn first.
      this.queues.delete(webhookId);
      if (queue.length > 0) this.queues.set(webhookId, queue);
      return item;
    }
    return undefined;
  }
}
