/** A network with one hidden layer (tanh) beside a direct, linear way from the inputs to its single output. */
export interface Network {
  /** Each input less its mean, divided by its deviation, is limited to ±`LARGEST_INPUT`. */
  means: readonly number[];
  deviations: readonly number[];
  /** For each hidden unit: a weight for each input, then the bias. */
  hidden: readonly (readonly number[])[];
  /** A weight for each hidden unit, and for each input, and the bias. */
  output: readonly number[];
  direct: readonly number[];
  bias: number;
}

export const LARGEST_INPUT = 4;

/** The output before the logistic function. */
export function outputOf(
  { means, deviations, hidden, output, direct, bias }: Network,
  inputs: readonly number[],
): number {
  const scaled = new Float64Array(inputs.length);
  for (let at = 0; at < scaled.length; at += 1) {
    scaled[at] = scaledInput(inputs[at] ?? 0, means[at] ?? 0, deviations[at] ?? 1);
  }
  let sum = bias;
  for (let at = 0; at < scaled.length; at += 1) sum += (scaled[at] ?? 0) * (direct[at] ?? 0);
  for (let unit = 0; unit < hidden.length; unit += 1) {
    const weights = hidden[unit] ?? [];
    let activation = weights[scaled.length] ?? 0;
    for (let at = 0; at < scaled.length; at += 1) activation += (scaled[at] ?? 0) * (weights[at] ?? 0);
    sum += Math.tanh(activation) * (output[unit] ?? 0);
  }
  return sum;
}

export function scaledInput(value: number, mean: number, deviation: number): number {
  return Math.min(LARGEST_INPUT, Math.max(-LARGEST_INPUT, (value - mean) / deviation));
}
