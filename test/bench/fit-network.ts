import { type Network, scaledInput } from '@flowforge/intent-classifier/network';
import { type Random, randomOf } from './intent-simulate.js';

export interface NetworkRow {
  inputs: readonly number[];
  isRight: boolean;
  weight: number;
}

const HIDDEN = 16;
/** Networks that start from different numbers; the result is their mean. */
const NETWORKS = 3;
const EPOCHS = 20;
const BATCH = 256;
const L2 = 1e-3;
const LEARNING_RATE = 4e-3;
/** Adam's. */
const MOMENTUM = 0.9;
const SQUARES_KEPT = 0.999;
const SEED = 20_261_127;

/** Logistic loss, by Adam with a learning rate that falls to 0. The same rows give the same network. */
export function fitNetwork(rows: readonly NetworkRow[]): Network {
  const width = rows[0]?.inputs.length ?? 0;
  const total = rows.reduce((sum, { weight }) => sum + weight, 0);
  const mean = (of: (row: NetworkRow) => number): number =>
    rows.reduce((sum, row) => sum + row.weight * of(row), 0) / total;
  const places = Array.from({ length: width }, (_input, at) => at);
  const means = places.map((at) => mean(({ inputs }) => inputs[at] ?? 0));
  const deviations = places.map(
    (at) => Math.sqrt(mean(({ inputs }) => ((inputs[at] ?? 0) - (means[at] ?? 0)) ** 2)) || 1,
  );
  const scaled = rows.map(({ inputs, isRight, weight }) => ({
    inputs: Float64Array.from(inputs, (value, at) => scaledInput(value, means[at] ?? 0, deviations[at] ?? 1)),
    target: isRight ? 1 : 0,
    weight: (weight * rows.length) / total,
  }));
  const fitted = Array.from({ length: NETWORKS }, (_network, at) =>
    fitOne(scaled, width, randomOf(SEED + at)),
  );
  return {
    means,
    deviations,
    hidden: fitted.flatMap((parameters) =>
      units().map((unit) => Array.from(parameters.subarray(unit * (width + 1), (unit + 1) * (width + 1)))),
    ),
    output: fitted.flatMap((parameters) =>
      units().map((unit) => (parameters[HIDDEN * (width + 1) + unit] ?? 0) / NETWORKS),
    ),
    direct: places.map((at) => average(fitted, HIDDEN * (width + 2) + at)),
    bias: average(fitted, HIDDEN * (width + 2) + width),
  };
}

interface ScaledRow {
  inputs: Float64Array;
  target: number;
  weight: number;
}

/** Parameters in one array: for each hidden unit its input weights and its bias; the output weights; the direct weights; the bias. */
function fitOne(rows: readonly ScaledRow[], width: number, random: Random): Float64Array {
  const outputs = HIDDEN * (width + 1);
  const directs = outputs + HIDDEN;
  const size = directs + width + 1;
  const parameters = new Float64Array(size);
  for (let at = 0; at < directs; at += 1) {
    const isBias = at < outputs && at % (width + 1) === width;
    const deviation = at < outputs ? 1 / Math.sqrt(width) : 0.3 / Math.sqrt(HIDDEN);
    if (!isBias) parameters[at] = deviation * normal(random);
  }
  const isBias = (at: number): boolean => at === size - 1 || (at < outputs && at % (width + 1) === width);
  const gradient = new Float64Array(size);
  const momentum = new Float64Array(size);
  const squares = new Float64Array(size);
  const activations = new Float64Array(HIDDEN);
  const batches = Math.floor(rows.length / BATCH);
  const steps = EPOCHS * batches;
  const order = rows.map((_row, at) => at);
  let step = 0;
  for (let epoch = 0; epoch < EPOCHS; epoch += 1) {
    shuffle(order, random);
    for (let batch = 0; batch < batches; batch += 1) {
      for (let at = 0; at < size; at += 1) gradient[at] = isBias(at) ? 0 : L2 * (parameters[at] ?? 0);
      for (let at = 0; at < BATCH; at += 1) {
        const row = rows[order[batch * BATCH + at] ?? 0];
        if (row !== undefined) addGradient(row, parameters, activations, gradient);
      }
      step += 1;
      const rate = LEARNING_RATE * (1 - step / steps);
      for (let at = 0; at < size; at += 1) {
        const slope = gradient[at] ?? 0;
        const m = MOMENTUM * (momentum[at] ?? 0) + (1 - MOMENTUM) * slope;
        const v = SQUARES_KEPT * (squares[at] ?? 0) + (1 - SQUARES_KEPT) * slope * slope;
        momentum[at] = m;
        squares[at] = v;
        const change = m / (1 - MOMENTUM ** step) / (Math.sqrt(v / (1 - SQUARES_KEPT ** step)) + 1e-8);
        parameters[at] = (parameters[at] ?? 0) - rate * change;
      }
    }
  }
  return parameters;
}

function addGradient(
  { inputs, target, weight }: ScaledRow,
  parameters: Float64Array,
  activations: Float64Array,
  gradient: Float64Array,
): void {
  const width = inputs.length;
  const outputs = HIDDEN * (width + 1);
  const directs = outputs + HIDDEN;
  let sum = parameters[directs + width] ?? 0;
  for (let at = 0; at < width; at += 1) sum += (inputs[at] ?? 0) * (parameters[directs + at] ?? 0);
  for (let unit = 0; unit < HIDDEN; unit += 1) {
    const start = unit * (width + 1);
    let activation = parameters[start + width] ?? 0;
    for (let at = 0; at < width; at += 1) activation += (inputs[at] ?? 0) * (parameters[start + at] ?? 0);
    activations[unit] = Math.tanh(activation);
    sum += (activations[unit] ?? 0) * (parameters[outputs + unit] ?? 0);
  }
  const slope = ((1 / (1 + Math.exp(-sum)) - target) * weight) / BATCH;
  gradient[directs + width] = (gradient[directs + width] ?? 0) + slope;
  for (let at = 0; at < width; at += 1) {
    gradient[directs + at] = (gradient[directs + at] ?? 0) + slope * (inputs[at] ?? 0);
  }
  for (let unit = 0; unit < HIDDEN; unit += 1) {
    const start = unit * (width + 1);
    const activation = activations[unit] ?? 0;
    gradient[outputs + unit] = (gradient[outputs + unit] ?? 0) + slope * activation;
    const inner = slope * (parameters[outputs + unit] ?? 0) * (1 - activation * activation);
    gradient[start + width] = (gradient[start + width] ?? 0) + inner;
    for (let at = 0; at < width; at += 1) {
      gradient[start + at] = (gradient[start + at] ?? 0) + inner * (inputs[at] ?? 0);
    }
  }
}

function units(): number[] {
  return Array.from({ length: HIDDEN }, (_unit, at) => at);
}

function average(fitted: readonly Float64Array[], place: number): number {
  return fitted.reduce((sum, parameters) => sum + (parameters[place] ?? 0), 0) / fitted.length;
}

/** Box and Muller's. */
function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

function shuffle(order: number[], random: Random): void {
  for (let at = order.length - 1; at > 0; at -= 1) {
    const other = Math.floor(random() * (at + 1));
    const kept = order[at] ?? 0;
    order[at] = order[other] ?? 0;
    order[other] = kept;
  }
}
