export interface LogisticRow {
  /** The first term is 1. */
  terms: number[];
  isRight: boolean;
  weight: number;
}

const L2 = 1e-3;
const STEPS = 25;

/** Logistic regression by Newton's method on standardised terms; returns the weights of the terms as they are. */
export function fitLogistic(rows: readonly LogisticRow[]): number[] {
  const width = rows[0]?.terms.length ?? 0;
  const { means, deviations } = scaleOf(rows, width);
  const scaled = rows.map(({ terms }) =>
    terms.map((term, at) => (at === 0 ? 1 : (term - (means[at] ?? 0)) / (deviations[at] ?? 1))),
  );
  let weights = new Array<number>(width).fill(0);
  for (let step = 0; step < STEPS; step += 1) {
    const system = Array.from({ length: width }, () => new Array<number>(width + 1).fill(0));
    const total = rows.reduce((sum, row) => sum + row.weight, 0);
    for (const [index, terms] of scaled.entries()) {
      const row = rows[index];
      if (row === undefined) continue;
      const z = terms.reduce((sum, term, at) => sum + term * (weights[at] ?? 0), 0);
      const p = 1 / (1 + Math.exp(-z));
      const residual = row.weight * (p - (row.isRight ? 1 : 0));
      const curvature = row.weight * p * (1 - p);
      for (const [j, term] of terms.entries()) {
        const line = system[j] ?? [];
        const share = curvature * term;
        for (let k = j; k < width; k += 1) line[k] = (line[k] ?? 0) + share * (terms[k] ?? 0);
        line[width] = (line[width] ?? 0) + residual * term;
      }
    }
    // The system is symmetric: only one half was summed.
    for (const [j, line] of system.entries()) {
      for (let k = 0; k < j; k += 1) line[k] = system[k]?.[j] ?? 0;
    }
    for (const [j, line] of system.entries()) {
      if (j === 0) continue;
      line[j] = (line[j] ?? 0) + L2 * total;
      line[width] = (line[width] ?? 0) + L2 * total * (weights[j] ?? 0);
    }
    const change = solve(system);
    weights = weights.map((weight, at) => weight - (change[at] ?? 0));
    if (change.every((value) => Math.abs(value) < 1e-6)) break;
  }
  const unscaled = weights.map((weight, at) => (at === 0 ? weight : weight / (deviations[at] ?? 1)));
  const shift = unscaled.reduce((sum, weight, at) => (at === 0 ? 0 : sum + weight * (means[at] ?? 0)), 0);
  return unscaled.map((weight, at) => (at === 0 ? weight - shift : weight));
}

function scaleOf(rows: readonly LogisticRow[], width: number): { means: number[]; deviations: number[] } {
  const columns = Array.from({ length: width }, (_column, at) => rows.map(({ terms }) => terms[at] ?? 0));
  const means = columns.map((column) => column.reduce((sum, value) => sum + value, 0) / rows.length);
  const deviations = columns.map((column, at) => {
    const squares = column.reduce((sum, value) => sum + (value - (means[at] ?? 0)) ** 2, 0);
    return Math.sqrt(squares / rows.length) || 1;
  });
  return { means, deviations };
}

/** Gaussian elimination with pivots; the last column is the right side. */
function solve(system: number[][]): number[] {
  const width = system.length;
  for (let j = 0; j < width; j += 1) {
    let pivot = j;
    for (let k = j + 1; k < width; k += 1) {
      if (Math.abs(system[k]?.[j] ?? 0) > Math.abs(system[pivot]?.[j] ?? 0)) pivot = k;
    }
    const line = system[pivot] ?? [];
    system[pivot] = system[j] ?? [];
    system[j] = line;
    for (let k = j + 1; k < width; k += 1) {
      const below = system[k] ?? [];
      const factor = (below[j] ?? 0) / (line[j] ?? 1);
      for (let q = j; q <= width; q += 1) below[q] = (below[q] ?? 0) - factor * (line[q] ?? 0);
    }
  }
  const result = new Array<number>(width).fill(0);
  for (let j = width - 1; j >= 0; j -= 1) {
    const line = system[j] ?? [];
    let value = line[width] ?? 0;
    for (let k = j + 1; k < width; k += 1) value -= (line[k] ?? 0) * (result[k] ?? 0);
    result[j] = value / (line[j] ?? 1);
  }
  return result;
}
