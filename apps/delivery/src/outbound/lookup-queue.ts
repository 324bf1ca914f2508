/** A lookup that may start, and the workspace that it counts for. */
export interface NextLookup<Lookup> {
  lookup: Lookup;
  workspaceId: string;
}

/**
 * Which lookup starts next. The lookups that run are shared equally by the workspaces that have any. A workspace without a running one
 * may always start one, so one tenant with many names whose servers hang does not hold up others. So at most `limit` and one for each
 * workspace run at the same time.
 */
export class LookupQueue<Lookup> {
  /** Lookups that wait, by workspace. Round robin: one that was served, or is new, goes to the end. */
  private readonly waiting = new Map<string, Set<Lookup>>();
  private readonly running = new Map<string, number>();
  private total = 0;

  constructor(private readonly limit: number) {}

  /** Adds a lookup that waits. It may wait for several workspaces; it then starts as soon as one of them may start one. */
  add(workspaceId: string, lookup: Lookup): void {
    const own = this.waiting.get(workspaceId);
    if (own) own.add(lookup);
    else this.waiting.set(workspaceId, new Set([lookup]));
  }

  /** Removes a lookup that does not wait any more. */
  remove(workspaceIds: Iterable<string>, lookup: Lookup): void {
    for (const workspaceId of workspaceIds) {
      const own = this.waiting.get(workspaceId);
      if (own?.delete(lookup) && own.size === 0) this.waiting.delete(workspaceId);
    }
  }

  /** Starts the next lookup; null when none waits or may start. The caller removes it, and calls `end` when it has ended. */
  next(): NextLookup<Lookup> | null {
    const share = Math.floor(this.limit / this.workspaces());
    for (const [workspaceId, own] of this.waiting) {
      const running = this.running.get(workspaceId) ?? 0;
      const [lookup] = own;
      if (lookup === undefined || (running > 0 && (running >= share || this.total >= this.limit))) continue;
      this.waiting.delete(workspaceId);
      this.waiting.set(workspaceId, own);
      this.running.set(workspaceId, running + 1);
      this.total += 1;
      return { lookup, workspaceId };
    }
    return null;
  }

  /** Ends a lookup that was started for this workspace. */
  end(workspaceId: string): void {
    const left = (this.running.get(workspaceId) ?? 1) - 1;
    if (left === 0) this.running.delete(workspaceId);
    else this.running.set(workspaceId, left);
    this.total -= 1;
  }

  /** Workspaces with lookups that run or wait, at least 1. */
  private workspaces(): number {
    let count = this.running.size;
    for (const workspaceId of this.waiting.keys()) if (!this.running.has(workspaceId)) count += 1;
    return Math.max(1, count);
  }
}
