import { type IntentArtifact, type IntentExamples } from '@flowforge/intent-classifier/artifact';
import { load } from '@flowforge/intent-classifier/classifier';
import { featuresOf, messageTokens } from '@flowforge/intent-classifier/features';
import { candidatesOf } from '@flowforge/intent-classifier/signals';
import { train } from '@flowforge/intent-classifier/train';
import { asIntents, type Clinc, type LabelledText, type SmallTenant } from './intent-data.js';

/** Share of the texts whose best candidate is the right intent, in percent: "none" is no choice. */
export function forcedAccuracy(artifact: IntentArtifact, test: readonly LabelledText[]): number {
  const right = test.filter(([text, intent]) => {
    const [best] = candidatesOf(artifact, featuresOf(messageTokens(text)), 1);
    return best !== undefined && artifact.intentIds[best.intent] === intent;
  });
  return percent(right.length, test.length);
}

export interface TenantMeasures {
  forced: number;
  right: number;
  wrong: number;
  farRejected: number;
  nearRejected: number;
  /** Right in scope with the one threshold that rejects 90 % of what is out of scope. */
  rightAt90: number;
  /** Expected calibration error over ten bins, in percent. */
  calibrationError: number;
}

/** All tenants at the default threshold. */
export function measureTenants(tenants: readonly SmallTenant[]): TenantMeasures {
  const seen: { kind: 'in' | 'far' | 'near'; isRight: boolean; taken: boolean; confidence: number }[] = [];
  let forced = 0;
  for (const tenant of tenants) {
    const artifact = train(tenant.intents.map(({ name, examples }) => ({ id: name, utterances: examples })));
    const classifier = load(artifact);
    forced += forcedAccuracy(artifact, tenant.test) / tenants.length;
    const see = (kind: 'in' | 'far' | 'near', text: string, intent: string | null): void => {
      const { intent_id, confidence, ranking } = classifier.classify(text);
      const isRight = intent !== null && (intent_id ?? ranking[0]?.intent_id) === intent;
      seen.push({ kind, isRight, taken: intent_id !== null, confidence });
    };
    for (const [text, intent] of tenant.test) see('in', text, intent);
    for (const text of tenant.oosFar) see('far', text, null);
    for (const text of tenant.oosNear) see('near', text, null);
  }
  const of = (kind: string): typeof seen => seen.filter((entry) => entry.kind === kind);
  const share = (kind: string, test: (entry: (typeof seen)[number]) => boolean): number =>
    percent(of(kind).filter(test).length, of(kind).length);
  const outside = seen
    .filter(({ kind }) => kind !== 'in')
    .map(({ confidence }) => confidence)
    .sort((a, b) => b - a);
  const at90 = outside[Math.floor(outside.length / 10)] ?? 0;
  return {
    forced,
    right: share('in', ({ isRight, taken }) => taken && isRight),
    wrong: share('in', ({ isRight, taken }) => taken && !isRight),
    farRejected: share('far', ({ taken }) => !taken),
    nearRejected: share('near', ({ taken }) => !taken),
    rightAt90: share('in', ({ isRight, confidence }) => isRight && confidence > at90),
    calibrationError: calibrationError(seen),
  };
}

function calibrationError(seen: readonly { isRight: boolean; confidence: number }[]): number {
  let error = 0;
  for (let bin = 0; bin < 10; bin += 1) {
    const inside = seen.filter(({ confidence }) => Math.min(9, Math.floor(confidence * 10)) === bin);
    if (inside.length === 0) continue;
    const mean = inside.reduce((sum, { confidence }) => sum + confidence, 0) / inside.length;
    const right = inside.filter(({ isRight }) => isRight).length / inside.length;
    error += (Math.abs(mean - right) * inside.length) / seen.length;
  }
  return 100 * error;
}

export interface ClincMeasures {
  forced: number;
  inScope: number;
  outOfScopeRecall: number;
  threshold: number;
  trainMs: number;
  bytes: number;
}

/** The protocol of CLINC150's paper: the threshold is the one that is best on the validation split. */
export function measureClinc(
  clinc: Clinc,
  artifactBytes: (artifact: IntentArtifact) => number,
): ClincMeasures {
  const startedAt = performance.now();
  const artifact = train(asIntents(clinc.train));
  const trainMs = performance.now() - startedAt;
  const classifier = load(artifact);
  const confidences = (rows: readonly LabelledText[], outside: readonly string[]) => ({
    inside: rows.map(([text, intent]) => {
      const { confidence, ranking } = classifier.classify(text, { threshold: 0, gap: 0 });
      return { confidence, isRight: ranking[0]?.intent_id === intent };
    }),
    outside: outside.map((text) => classifier.classify(text, { threshold: 0, gap: 0 }).confidence),
  });
  const valid = confidences(clinc.valid, clinc.oos_valid);
  const rightOf = ({ inside, outside }: typeof valid, threshold: number): number =>
    inside.filter(({ confidence, isRight }) => isRight && confidence >= threshold).length +
    outside.filter((confidence) => confidence < threshold).length;
  const grid = Array.from({ length: 200 }, (_threshold, at) => at / 200);
  const threshold = grid.reduce(
    (best, value) => (rightOf(valid, value) > rightOf(valid, best) ? value : best),
    0,
  );
  const test = confidences(clinc.test, clinc.oos_test);
  return {
    forced: forcedAccuracy(artifact, clinc.test),
    inScope: percent(
      test.inside.filter(({ confidence, isRight }) => isRight && confidence >= threshold).length,
      test.inside.length,
    ),
    outOfScopeRecall: percent(
      test.outside.filter((confidence) => confidence < threshold).length,
      test.outside.length,
    ),
    threshold,
    trainMs,
    bytes: artifactBytes(artifact),
  };
}

export interface SpeedMeasures {
  trainMs: number;
  p50: number;
  p99: number;
}

/** Training (the median of five) and one message at a time, in ms. */
export function measureSpeed(intents: readonly IntentExamples[], messages: readonly string[]): SpeedMeasures {
  const trainings = Array.from({ length: 5 }, () => timeOf(() => train(intents)));
  const classifier = load(train(intents));
  for (const message of messages) classifier.classify(message);
  const times = messages.map((message) => timeOf(() => classifier.classify(message)));
  return { trainMs: quantile(trainings, 0.5), p50: quantile(times, 0.5), p99: quantile(times, 0.99) };
}

export function timeOf(work: () => unknown): number {
  const startedAt = performance.now();
  work();
  return performance.now() - startedAt;
}

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

function percent(part: number, whole: number): number {
  return (100 * part) / Math.max(1, whole);
}
