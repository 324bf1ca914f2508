import { type Classifier, load } from '@flowforge/intent-classifier/classifier';
import { train } from '@flowforge/intent-classifier/train';
import type { LabelledText, SmallTenant } from './intent-data.js';
import type { AssistantSet } from './intent-development.js';

/** What one threshold gives. */
export interface CurvePoint {
  threshold: number;
  /** Development assistants: paraphrases recognised, and unrelated sentences that are wrong, each of 30. */
  recognised: number;
  unrelatedWrong: number;
  /** Small tenants, in percent: messages recognised, and messages near an intent rejected. */
  right: number;
  nearRejected: number;
}

interface Seen {
  kind: 'paraphrase' | 'unrelated' | 'in' | 'near';
  isRight: boolean;
  /** -1 where none is recognised at any threshold: two intents are equally likely. */
  confidence: number;
}

const THIRTY = 30;

/** How many paraphrases are recognised, against how much of what is near an intent is rejected, threshold by threshold. */
export function measureCurve(
  sets: readonly AssistantSet[],
  tenants: readonly SmallTenant[],
  thresholds: readonly number[],
): CurvePoint[] {
  const seen: Seen[] = [];
  for (const { intents, paraphrases, unrelated } of sets) {
    const classifier = load(train(intents.map(({ name, utterances }) => ({ id: name, utterances }))));
    seen.push(...paraphrases.map((row) => see(classifier, 'paraphrase', row)));
    seen.push(...unrelated.map((text) => see(classifier, 'unrelated', [text, ''])));
  }
  for (const { intents, test, oosNear } of tenants) {
    const classifier = load(train(intents.map(({ name, examples }) => ({ id: name, utterances: examples }))));
    seen.push(...test.map((row) => see(classifier, 'in', row)));
    seen.push(...oosNear.map((text) => see(classifier, 'near', [text, ''])));
  }
  return thresholds.map((threshold) => {
    const share = (kind: Seen['kind'], test: (entry: Seen) => boolean): number => {
      const all = seen.filter((entry) => entry.kind === kind);
      return all.filter(test).length / Math.max(1, all.length);
    };
    const isTaken = ({ confidence }: Seen): boolean => confidence >= threshold;
    return {
      threshold,
      recognised: THIRTY * share('paraphrase', (entry) => isTaken(entry) && entry.isRight),
      unrelatedWrong: THIRTY * share('unrelated', isTaken),
      right: 100 * share('in', (entry) => isTaken(entry) && entry.isRight),
      nearRejected: 100 * share('near', (entry) => !isTaken(entry)),
    };
  });
}

function see(classifier: Classifier, kind: Seen['kind'], [text, intent]: LabelledText): Seen {
  const { intent_id, confidence } = classifier.classify(text, { threshold: 0 });
  return { kind, isRight: intent_id === intent, confidence: intent_id === null ? -1 : confidence };
}
