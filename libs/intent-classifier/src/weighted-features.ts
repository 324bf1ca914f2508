/** Hashed features with a weight each. The two arrays have the same order: that in which the features were found first. */
export interface WeightedFeatures {
  /** 32 bits each, all different. */
  readonly hashes: Int32Array<ArrayBuffer>;
  readonly weights: Float64Array<ArrayBuffer>;
}

/** Collects features. Two arrays instead of a Map: a message has hundreds of features, and each entry of a Map is garbage later. */
export class FeatureCollector {
  private readonly hashes: Int32Array<ArrayBuffer>;
  private readonly weights: Float64Array<ArrayBuffer>;
  /** Open addressing: the place of a feature + 1; 0 = empty. */
  private readonly slots: Int32Array<ArrayBuffer>;
  private size = 0;

  /** `most` is the highest number of different features. */
  constructor(most: number) {
    this.hashes = new Int32Array(most);
    this.weights = new Float64Array(most);
    this.slots = new Int32Array(2 ** Math.ceil(Math.log2(2 * most + 2)));
  }

  /** The feature's weight; 0 for one that is not there. */
  weightOf(hash: number): number {
    const place = (this.slots[this.slotOf(hash)] ?? 0) - 1;
    return place < 0 ? 0 : (this.weights[place] ?? 0);
  }

  /** Gives a feature its weight, in place of the one that it had. */
  set(hash: number, weight: number): void {
    const slot = this.slotOf(hash);
    let place = (this.slots[slot] ?? 0) - 1;
    if (place < 0) {
      place = this.size;
      this.size += 1;
      this.slots[slot] = this.size;
      this.hashes[place] = hash;
    }
    this.weights[place] = weight;
  }

  /** A copy of what was collected. */
  collected(): WeightedFeatures {
    return { hashes: this.hashes.slice(0, this.size), weights: this.weights.slice(0, this.size) };
  }

  private slotOf(hash: number): number {
    const { slots, hashes } = this;
    const mask = slots.length - 1;
    let slot = Math.imul(hash, 0x9e3779b1) & mask;
    for (;;) {
      const place = (slots[slot] ?? 0) - 1;
      if (place < 0 || hashes[place] === hash) return slot;
      slot = (slot + 1) & mask;
    }
  }
}
