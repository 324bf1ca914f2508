/**
 * What waits for a slot, in a line per webhook; the lines take turns, so that a webhook with much waiting does not hold up the
 * others. Bounded by who adds: nothing waits longer than its message is held.
 */
export class WaitingLine<Item> {
  /** In the order of their turns. */
  private readonly lines = new Map<string, Item[]>();

  /** @param stillWaits false for an item that was decided otherwise meanwhile: it is dropped */
  constructor(private readonly stillWaits: (item: Item) => boolean) {}

  add(webhookId: string, item: Item): void {
    const line = this.lines.get(webhookId);
    if (line) line.push(item);
    else this.lines.set(webhookId, [item]);
  }

  /**
   * The next item whose webhook gets a slot.
   *
   * @param take takes a slot for a webhook, or answers false when it has none left
   * @param anyLeft whether any webhook could get one
   */
  next(take: (webhookId: string) => boolean, anyLeft: () => boolean): Item | undefined {
    for (const [webhookId, line] of this.lines) {
      while (line[0] !== undefined && !this.stillWaits(line[0])) line.shift();
      if (line.length === 0) {
        this.lines.delete(webhookId);
        continue;
      }
      if (!anyLeft()) return undefined;
      if (!take(webhookId)) continue;
      const item = line.shift();
      // Its next turn comes after the others'.
      this.lines.delete(webhookId);
      if (line.length > 0) this.lines.set(webhookId, line);
      return item;
    }
    return undefined;
  }
}
