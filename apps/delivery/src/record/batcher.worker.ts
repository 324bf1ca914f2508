import { sqlStateOf } from '@flowforge/postgres/sql-state';

/**
 * Why a batch could not be written. `retry`: the database is not available. `refused`: because of its data. `unclear`: it may be either, so it
 * counts as refused after a few tries.
 */
export type WriteFailure = 'retry' | 'refused' | 'unclear';

/** How a batcher writes. */
export interface BatcherSettings<Item> {
  /** Writes a batch in full or not at all. */
  write: (items: Item[]) => Promise<void>;
  /** For `refused` the batch is halved repeatedly until the item with the refused data is isolated. */
  classify: (error: unknown) => WriteFailure;
  /** Called when writing starts to fail, and when it works again. */
  onStateChange: (failing: boolean, error?: unknown) => void;
  maxItems: number;
}

interface Waiting<Item> {
  item: Item;
  resolve: () => void;
  reject: (error: unknown) => void;
}

const FIRST_RETRY_MS = 50;
const LAST_RETRY_MS = 2_000;
/** Tries after which a failure that is unclear counts as refused. */
const UNCLEAR_TRIES = 3;

/**
 * Collects items while a write runs, and writes them together in the next one. While the database is unavailable the items
 * wait and the write is retried. The caller bounds the number of waiting items.
 */
export class Batcher<Item> {
  private waiting: Waiting<Item>[] = [];
  private writing = false;
  private failing = false;

  constructor(private readonly settings: BatcherSettings<Item>) {}

  /** Resolves when the item is committed; rejects when the database refuses its data. */
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
      await this.writeAll(this.nextBatch());
    }
    this.writing = false;
  }

  private nextBatch(): Waiting<Item>[] {
    const { waiting, settings } = this;
    if (waiting.length > settings.maxItems) return waiting.splice(0, settings.maxItems);
    // A new array for each batch: one that is used for long makes its items survive garbage collections (docs/performance.md).
    this.waiting = [];
    return waiting;
  }

  private async writeAll(batch: Waiting<Item>[]): Promise<void> {
    let unclear = 0;
    for (let delay = FIRST_RETRY_MS; ; delay = Math.min(delay * 2, LAST_RETRY_MS)) {
      try {
        await this.settings.write(batch.map(({ item }) => item));
        this.setFailing(false);
        for (const { resolve } of batch) resolve();
        return;
      } catch (error) {
        const failure = this.settings.classify(error);
        if (failure === 'unclear') unclear += 1;
        if (failure === 'refused' || unclear === UNCLEAR_TRIES) {
          // The database answered, so it is available.
          this.setFailing(false);
          return this.split(batch, error);
        }
        this.setFailing(true, error);
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

  private setFailing(failing: boolean, error?: unknown): void {
    if (this.failing === failing) return;
    this.failing = failing;
    this.settings.onStateChange(failing, error);
  }
}

/**
 * The Postgres error classes (PostgreSQL 18, appendix A) that blame the data: 21 cardinality, 22 data exception, 23 integrity, 44 check
 * option, 54 program limit.
 */
const REFUSED = /^(21|22|23|44|54)/;
/**
 * Those that do not depend on the data: 08 connection, 0A a plan for an older schema, 25 state of the transaction, 26 a prepared statement
 * that Postgres has dropped, 28 login, 3D no database, 40 rollback, 42 a schema of another release or a missing right, 53 resources,
 * 55 object in use, 57 intervention of the operator, 58 system.
 */
const NOT_AVAILABLE = /^(08|0A|25|26|28|3D|40|42|53|55|57|58)/;

/** By the SQLSTATE of the error. Without one it is an error of the connection, unless the parameters could not be made. */
export function classifyWriteError(error: unknown): WriteFailure {
  if (error instanceof RangeError || error instanceof TypeError) return 'unclear';
  const state = sqlStateOf(error);
  if (state === undefined || NOT_AVAILABLE.test(state)) return 'retry';
  return REFUSED.test(state) ? 'refused' : 'unclear';
}
