/** From a feature's hash to its index, in typed arrays (open addressing), so that it moves between threads without a copy. */
export interface VocabularyData {
  /** Power of two. */
  readonly keys: Int32Array<ArrayBuffer>;
  /** Index + 1; 0 = empty. */
  readonly slots: Int32Array<ArrayBuffer>;
}

export function newVocabulary(hashes: Int32Array): VocabularyData {
  const size = hashes.length;
  let capacity = 16;
  while (capacity < size * 2) capacity *= 2;
  const keys = new Int32Array(capacity);
  const slots = new Int32Array(capacity);
  for (let index = 0; index < size; index += 1) {
    const hash = hashes[index] ?? 0;
    let at = slotOf(hash, capacity);
    while (slots[at] !== 0) at = (at + 1) & (capacity - 1);
    keys[at] = hash;
    slots[at] = index + 1;
  }
  return { keys, slots };
}

/** The feature's index, or -1 for an unknown one. */
export function indexOf(vocabulary: VocabularyData, hash: number): number {
  const { keys, slots } = vocabulary;
  const mask = keys.length - 1;
  let at = slotOf(hash, keys.length);
  for (;;) {
    const slot = slots[at] ?? 0;
    if (slot === 0) return -1;
    if (keys[at] === hash) return slot - 1;
    at = (at + 1) & mask;
  }
}

function slotOf(hash: number, capacity: number): number {
  return (Math.imul(hash, 0x9e3779b1) >>> 7) & (capacity - 1);
}

/** Counts in how many texts a feature occurs; grows as needed. */
export class FeatureCounts {
  private keys = new Int32Array(1 << 12);
  private counts = new Int32Array(1 << 12);
  size = 0;

  add(hash: number, by = 1): void {
    if (this.size * 2 > this.keys.length) this.grow();
    const mask = this.keys.length - 1;
    let at = slotOf(hash, this.keys.length);
    while (this.counts[at] !== 0 && this.keys[at] !== hash) at = (at + 1) & mask;
    if (this.counts[at] === 0) {
      this.keys[at] = hash;
      this.size += 1;
    }
    this.counts[at] = (this.counts[at] ?? 0) + by;
  }

  /** The features that occur most, at most `limit`, in a fixed order. */
  mostFrequent(limit: number): { hashes: Int32Array<ArrayBuffer>; counts: Int32Array<ArrayBuffer> } {
    let least = 1;
    if (this.size > limit) {
      const histogram = new Int32Array(1 << 16);
      for (const count of this.counts) {
        if (count > 0) histogram[Math.min(count, 65_535)] = (histogram[Math.min(count, 65_535)] ?? 0) + 1;
      }
      let above = this.size;
      while (least < 65_535 && above > limit) {
        above -= histogram[least] ?? 0;
        least += 1;
      }
      // When the limit leaves too few features, the rest comes from those that occur once less often.
      if (above < limit && least > 1) least -= 1;
    }
    const taken = new Float64Array(this.size);
    let size = 0;
    for (const [at, count] of this.counts.entries()) {
      if (count < least) continue;
      taken[size] = count * 2 ** 32 + ((this.keys[at] ?? 0) >>> 0);
      size += 1;
    }
    const kept = taken.slice(0, size).sort().reverse().slice(0, limit);
    return {
      hashes: Int32Array.from(kept, (entry) => (entry % 2 ** 32) | 0),
      counts: Int32Array.from(kept, (entry) => Math.floor(entry / 2 ** 32)),
    };
  }

  private grow(): void {
    const { keys, counts } = this;
    this.keys = new Int32Array(keys.length * 4);
    this.counts = new Int32Array(keys.length * 4);
    this.size = 0;
    for (const [at, count] of counts.entries()) if (count > 0) this.add(keys[at] ?? 0, count);
  }
}
