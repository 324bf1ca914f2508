/** Texts as rows of a sparse matrix: row i has `columns` and `values` from `starts[i]` to `starts[i + 1]`. Rows have length 1. */
export interface SparseRows {
  readonly starts: Int32Array<ArrayBuffer>;
  readonly columns: Int32Array<ArrayBuffer>;
  readonly values: Float32Array<ArrayBuffer>;
}

export interface SvmOptions {
  /** Width of the matrix. */
  columns: number;
  /** Cost of an error on a positive and on a negative row. */
  positiveCost: number;
  negativeCost: number;
  maxEpochs: number;
  shouldStop: () => boolean;
}

const TOLERANCE = 0.05;
/** The value of the constant feature whose weight is the bias. */
const BIAS_FEATURE = 1;

/**
 * L2-regularised, L2-loss linear SVM by dual coordinate descent (Hsieh et al. 2008), with shrinking. Deterministic: the rows are taken in
 * a pseudo-random order that depends on their number only. Returns the weights, the bias last.
 */
export function trainSvm(
  rows: SparseRows,
  isPositive: (row: number) => boolean,
  options: SvmOptions,
): Float32Array<ArrayBuffer> {
  const { starts, columns, values } = rows;
  const count = starts.length - 1;
  const weights = new Float32Array(options.columns + 1);
  const alpha = new Float64Array(count);
  const labels = Int8Array.from({ length: count }, (_label, row) => (isPositive(row) ? 1 : -1));
  const order = Int32Array.from({ length: count }, (_row, position) => position);
  const random = randomIntegers(count + 17);
  let bias = 0;
  let active = count;
  let shrinkAbove = Infinity;
  for (let epoch = 0; epoch < options.maxEpochs; epoch += 1) {
    if (options.shouldStop()) break;
    let highest = -Infinity;
    let lowest = Infinity;
    for (let at = active - 1; at > 0; at -= 1) swap(order, at, random(at + 1));
    for (let at = 0; at < active; at += 1) {
      const row = order[at] ?? 0;
      const label = labels[row] ?? 1;
      const diagonal = 0.5 / (label > 0 ? options.positiveCost : options.negativeCost);
      const start = starts[row] ?? 0;
      const end = starts[row + 1] ?? 0;
      let score = bias * BIAS_FEATURE;
      for (let k = start; k < end; k += 1) score += (weights[columns[k] ?? 0] ?? 0) * (values[k] ?? 0);
      const before = alpha[row] ?? 0;
      const gradient = score * label - 1 + before * diagonal;
      if (before === 0 && gradient > shrinkAbove) {
        active -= 1;
        swap(order, at, active);
        at -= 1;
        continue;
      }
      const projected = before === 0 ? Math.min(gradient, 0) : gradient;
      highest = Math.max(highest, projected);
      lowest = Math.min(lowest, projected);
      if (Math.abs(projected) < 1e-12) continue;
      const after = Math.max(before - gradient / (1 + BIAS_FEATURE * BIAS_FEATURE + diagonal), 0);
      const step = (after - before) * label;
      if (step === 0) continue;
      alpha[row] = after;
      bias += step * BIAS_FEATURE;
      for (let k = start; k < end; k += 1) {
        const column = columns[k] ?? 0;
        weights[column] = (weights[column] ?? 0) + step * (values[k] ?? 0);
      }
    }
    if (highest - lowest <= TOLERANCE) {
      if (active === count) break;
      active = count;
      shrinkAbove = Infinity;
      continue;
    }
    shrinkAbove = highest > 0 ? highest : Infinity;
  }
  weights[options.columns] = bias * BIAS_FEATURE;
  return weights;
}

function swap(order: Int32Array, one: number, other: number): void {
  const kept = order[one] ?? 0;
  order[one] = order[other] ?? 0;
  order[other] = kept;
}

/** Deterministic: the same examples give the same artifact on every replica. */
function randomIntegers(seed: number): (below: number) => number {
  let state = seed | 0 || 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}
