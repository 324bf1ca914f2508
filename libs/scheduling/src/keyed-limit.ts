/** The work was not admitted: `full`, too many wait for the same key already; `late`, it waited too long. */
export class LimitReachedError extends Error {
  constructor(readonly reason: 'full' | 'late') {
    super(reason === 'full' ? 'too many wait already' : 'waited too long');
  }
}

interface Place {
  running: number;
  /** Oldest first. Each starts when it is called. */
  waiting: Set<() => void>;
}

/** Limits how much work runs at once for each key, such as a tenant. What is above the limit waits in the order of arrival. */
export class KeyedLimit {
  private readonly places = new Map<string, Place>();

  /**
   * @param limits for each key: how many run at once, how many wait at most, and how long one waits at most, in milliseconds
   */
  constructor(private readonly limits: { running: number; waiting: number; waitMs: number }) {}

  /**
   * Waits until the work of this key may run.
   *
   * @returns what the caller must call when the work has ended; a second call does nothing
   * @throws LimitReachedError
   */
  async enter(key: string): Promise<() => void> {
    const place = this.places.get(key) ?? { running: 0, waiting: new Set() };
    this.places.set(key, place);
    if (place.running < this.limits.running) place.running += 1;
    else if (place.waiting.size < this.limits.waiting) await this.wait(place.waiting);
    else throw new LimitReachedError('full');
    let hasLeft = false;
    return () => {
      if (hasLeft) return;
      hasLeft = true;
      this.leave(key, place);
    };
  }

  private wait(waiting: Place['waiting']): Promise<void> {
    return new Promise((resolve, reject) => {
      const start = (): void => {
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(() => {
        waiting.delete(start);
        reject(new LimitReachedError('late'));
      }, this.limits.waitMs);
      waiting.add(start);
    });
  }

  private leave(key: string, place: Place): void {
    const [next] = place.waiting;
    if (next !== undefined) {
      place.waiting.delete(next);
      next();
      return;
    }
    place.running -= 1;
    if (place.running === 0) this.places.delete(key);
  }
}
