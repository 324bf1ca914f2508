import type { IntentExamples } from './artifact.js';
import { exactKeyOf, messageTokens } from './features.js';

/** Fewer different examples than this recognise little. */
export const ENOUGH_EXAMPLES = 5;

export type ExampleWarning =
  | { code: 'too_few_examples'; intent_id: string; examples: number }
  /** The example says the same as an earlier one of the same intent. */
  | { code: 'duplicate_example'; intent_id: string; utterance: string }
  /** Another intent has the same example, so the text is recognised as neither. Names one such intent if there are several. */
  | { code: 'contradictory_example'; intent_id: string; utterance: string; other_intent_id: string }
  /** The example has no word, only punctuation or symbols: it is ignored. */
  | { code: 'example_without_words'; intent_id: string; utterance: string };

/** What is wrong with the examples of an assistant's intents; case, accents and punctuation make no difference. */
export function examineExamples(intents: readonly IntentExamples[]): ExampleWarning[] {
  const warnings: ExampleWarning[] = [];
  const claimedBy = new Map<number, Map<string, string>>();
  for (const { id, utterances } of intents) {
    let different = 0;
    for (const utterance of utterances) {
      const key = exactKeyOf(messageTokens(utterance));
      if (key === null) {
        warnings.push({ code: 'example_without_words', intent_id: id, utterance });
        continue;
      }
      const owners = claimedBy.get(key) ?? new Map<string, string>();
      claimedBy.set(key, owners);
      if (owners.has(id)) {
        warnings.push({ code: 'duplicate_example', intent_id: id, utterance });
        continue;
      }
      owners.set(id, utterance);
      different += 1;
    }
    if (different < ENOUGH_EXAMPLES) {
      warnings.push({ code: 'too_few_examples', intent_id: id, examples: different });
    }
  }
  for (const owners of claimedBy.values()) {
    const [first, second] = owners.keys();
    if (first === undefined || second === undefined) continue;
    for (const [id, utterance] of owners) {
      const other = id === first ? second : first;
      warnings.push({ code: 'contradictory_example', intent_id: id, utterance, other_intent_id: other });
    }
  }
  return warnings;
}
