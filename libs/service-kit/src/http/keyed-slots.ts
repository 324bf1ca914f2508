import type { Problem } from './problem.js';

/** How many of something may be open at the same time. */
export interface SlotLimits {
  total: number;
  /** For one key, such as a client's network or a conversation. */
  perKey: number;
}

/** The answers to clients that get no slot. */
export interface SlotRefusals {
  /** At the limit of the key. */
  perKey(): Problem;
  /** At the limit of all keys together, and after `close`. */
  total(): Problem;
}

/** Counts what is open for each key, and refuses what exceeds the limits. */
export class KeyedSlots {
  private readonly byKey = new Map<string, number>();
  private total = 0;
  private closed = false;

  constructor(
    private readonly limits: SlotLimits,
    private readonly refusals: SlotRefusals,
  ) {}

  /**
   * Takes a slot for the key.
   *
   * @returns the function that frees the slot; only its first call counts
   * @throws Problem of `refusals` when there is no slot
   */
  take(key: string): () => void {
    const open = this.byKey.get(key) ?? 0;
    if (this.closed || this.total >= this.limits.total) throw this.refusals.total();
    if (open >= this.limits.perKey) throw this.refusals.perKey();
    this.total += 1;
    this.byKey.set(key, open + 1);
    let isFree = false;
    return () => {
      if (isFree) return;
      isFree = true;
      this.free(key);
    };
  }

  /** Gives no further slot. */
  close(): void {
    this.closed = true;
  }

  private free(key: string): void {
    this.total -= 1;
    const left = (this.byKey.get(key) ?? 1) - 1;
    if (left > 0) this.byKey.set(key, left);
    else this.byKey.delete(key);
  }
}
