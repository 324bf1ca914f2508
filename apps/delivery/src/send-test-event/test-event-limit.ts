/** Test events that one workspace may send in a minute, to each replica. */
export const TEST_EVENTS_PER_MINUTE = 30;

const MINUTE_MS = 60_000;

/** Counts the test events of each workspace. It has no clock: callers pass the time in milliseconds. */
export class TestEventLimit {
  private readonly sent = new Map<string, number[]>();

  /**
   * Counts a test event.
   *
   * @returns 0 when it may be sent; else the milliseconds until the next one may
   */
  take(workspaceId: string, now: number): number {
    for (const [id, times] of this.sent) {
      const recent = times.filter((time) => now - time < MINUTE_MS);
      if (recent.length === 0) this.sent.delete(id);
      else this.sent.set(id, recent);
    }
    const times = this.sent.get(workspaceId) ?? [];
    const [oldest] = times;
    if (times.length >= TEST_EVENTS_PER_MINUTE && oldest !== undefined) return oldest + MINUTE_MS - now;
    this.sent.set(workspaceId, [...times, now]);
    return 0;
  }
}
