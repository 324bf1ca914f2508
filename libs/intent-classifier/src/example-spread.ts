import type { ExampleSpread, NearestExamples } from './artifact.js';
import type { TextFeatures } from './features.js';
import { type KnownFeatures, messageVectorOf } from './message-vector.js';
import { nearestOf } from './nearest-examples.js';

/** The leads of an assistant's only intent. */
export const ONLY_INTENT_LEADS = {
  margin: 1,
  nearest: 0.3,
  meaning: 0.2,
  vector: 0.3,
  vectorMean: 0.3,
  spellingMargin: 0.3,
  meaningMargin: 0.2,
  vectorMargin: 0.5,
  coverage: 0.3,
} as const;

/** So many examples are compared with all others, at most: 0.3 ms each for 300 examples. */
const COMPARED = 200;
/** Of an assistant whose intents have one example each. */
const UNKNOWN_SPREAD: ExampleSpread = { nearest: 0.45, lead: 0.15 };

/**
 * How much the examples of an assistant differ from each other. Each example, in turn, is taken for a message and compared with
 * the other examples. `texts` are the features of the examples, at the places that they have in the index.
 */
export function spreadOf(
  features: KnownFeatures,
  index: NearestExamples,
  texts: readonly TextFeatures[],
  exampleCounts: readonly number[],
  checkDeadline: () => void,
): ExampleSpread {
  const examples = exampleCounts.reduce((sum, count) => sum + count, 0);
  const step = Math.max(1, Math.ceil(examples / COMPARED));
  let compared = 0;
  let nearest = 0;
  let lead = 0;
  for (let at = 0; at < examples; at += step) {
    const own = index.intents[at] ?? 0;
    const text = texts[at];
    if (text === undefined || (exampleCounts[own] ?? 0) < 2) continue;
    checkDeadline();
    const { similarities } = nearestOf(index, messageVectorOf(features, text), exampleCounts.length, at);
    const others = similarities.filter((_similarity, intent) => intent !== own);
    const similarity = similarities[own] ?? 0;
    nearest += similarity;
    lead += others.length === 0 ? ONLY_INTENT_LEADS.nearest : similarity - Math.max(...others);
    compared += 1;
  }
  return compared === 0 ? UNKNOWN_SPREAD : { nearest: nearest / compared, lead: lead / compared };
}
