const FIRST_CAPACITY = 2_048;

/**
 * Values by id, in the order in which they were added: a Map with other costs.
 *
 * V8 keeps the former tables of a Map that is used as a queue in the old generation until its next full collection. They refer to each
 * other and to every value of their time, so each value, and all that it refers to, is copied and kept as well. Here the values are in an
 * array whose places are emptied, and the Map has numbers only.
 */
export class InsertionQueue<Value> {
  private readonly places = new Map<string, number>();
  /** The value of place `n` is at the index `n` modulo the length, which is a power of two. */
  private values: (Value | undefined)[];
  /** Places before this one are empty. */
  private start = 0;
  private end = 0;

  /** @param capacity a power of two; it grows when the places from the oldest value to the newest one are more */
  constructor(capacity = FIRST_CAPACITY) {
    this.values = emptyPlaces(capacity);
  }

  get size(): number {
    return this.places.size;
  }

  /** The value that was added first; undefined when there is none. */
  get oldest(): Value | undefined {
    return this.values[this.start & (this.values.length - 1)];
  }

  get(id: string): Value | undefined {
    const place = this.places.get(id);
    return place === undefined ? undefined : this.values[place & (this.values.length - 1)];
  }

  /** Adds a value. The id must be new. */
  add(id: string, value: Value): void {
    if (this.end - this.start === this.values.length) this.grow();
    this.values[this.end & (this.values.length - 1)] = value;
    this.places.set(id, this.end);
    this.end += 1;
  }

  delete(id: string): void {
    const place = this.places.get(id);
    if (place === undefined) return;
    this.places.delete(id);
    const last = this.values.length - 1;
    this.values[place & last] = undefined;
    while (this.start < this.end && this.values[this.start & last] === undefined) this.start += 1;
  }

  /** The values, oldest first. Values that are deleted meanwhile are left out; those that are added meanwhile, too. */
  *[Symbol.iterator](): Generator<Value> {
    const { end } = this;
    for (let place = this.start; place < end; place += 1) {
      const value = place < this.start ? undefined : this.values[place & (this.values.length - 1)];
      if (value !== undefined) yield value;
    }
  }

  private grow(): void {
    const before = this.values;
    const values = emptyPlaces<Value>(before.length * 2);
    for (let place = this.start; place < this.end; place += 1)
      values[place & (values.length - 1)] = before[place & (before.length - 1)];
    this.values = values;
  }
}

function emptyPlaces<Value>(count: number): (Value | undefined)[] {
  return Array.from({ length: count }, () => undefined);
}
