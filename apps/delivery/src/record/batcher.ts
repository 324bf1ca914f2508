/** What to do with a batch that could not be written. */
export type WriteFailure = 'retry' | 'refused';

/** A batch writer's behaviour. */
export interface BatcherSettings<Item> {
  /** Writes a batch, whole or not at all. */
  write: (items: Item[]) => Promise<void>;
  /** `refused`: the data is at fault, so the batch is split until the one bad item stands alone. */
  judge: (error: unknown) => WriteFailure;
  /** Told when writing starts to fail, and when it works again. */
  onTrouble: (failing: boolean, error?: unknown) => void;
  maxItems: number;
}

interface Waiting<Item> {
  item: Item;
  resolve: () => void;
  reject: (error: unknown) => void;
}

const FIRST_RETRY_MS = 50;
const LAST_RETRY_MS = 2_000;

/**
 * Gathers items while a write is under way and writes them together in the next. When the database is away only the
 * writing is tried again: the items wait. Their number is bounded by who adds them.
 */
export class Batcher<Item> {
  private waiting: Waiting<Item>[] = [];
  private writing = false;
  private failing = false;

  constructor(private readonly settings: BatcherSettings<Item>) {}

  /** Resolves once the item is committed; rejects when the item itself is refused. */
  add(item: Item): Promise<void> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ item, resolve, reject });
      if (!this.writing) void this.run();
    });
  }

  private async run(): Promise<void> {
    this.writing = true;
    // Items that are added in this turn of the event loop still join the batch.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.waiting.length > 0) {
      await this.writeAll(this.waiting.splice(0, this.settings.maxItems));
    }
    this.writing = false;
  }

  private async writeAll(batch: Waiting<Item>[]): Promise<void> {
    for (let delay = FIRST_RETRY_MS; ; delay = Math.min(delay * 2, LAST_RETRY_MS)) {
      try {
        await this.settings.write(batch.map(({ item }) => item));
        this.trouble(false);
        for (const { resolve } of batch) resolve();
        return;
      } catch (error) {
        if (this.settings.judge(error) === 'refused') {
          // It was the database that said so: it is there.
          this.trouble(false);
          return this.split(batch, error);
        }
        this.trouble(true, error);
        await new Promise((resolve) => setTimeout(resolve, delay));
      }
    }
  }

  private async split(batch: Waiting<Item>[], error: unknown): Promise<void> {
    if (batch.length === 1) {
      batch[0]?.reject(error);
      return;
    }
    const half = Math.ceil(batch.length / 2);
    await this.writeAll(batch.slice(0, half));
    await this.writeAll(batch.slice(half));
  }

  private trouble(failing: boolean, error?: unknown): void {
    if (this.failing === failing) return;
    this.failing = failing;
    this.settings.onTrouble(failing, error);
  }
}

/** Postgres error classes that say "this data", not "not now": data exception, integrity, and program limits. */
export function judgeWrite(error: unknown): WriteFailure {
  const code: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, 'code') : undefined;
  return typeof code === 'string' && /^(22|23|54)/.test(code) ? 'refused' : 'retry';
}
