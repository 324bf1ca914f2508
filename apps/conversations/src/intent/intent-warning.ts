import { ENOUGH_EXAMPLES, examineExamples } from '@flowforge/intent-classifier/examine-examples';

export const WARNING_CODES = [
  'too_few_examples',
  'duplicate_example',
  'contradictory_example',
  'example_without_words',
] as const;

/** Something about an intent's examples that makes recognition worse. It is no error: the intent is used as it is. */
export interface IntentWarning {
  code: (typeof WARNING_CODES)[number];
  message: string;
  /** The example it is about; null where it is about all of them. */
  utterance: string | null;
  /** The other intent that has the same example; null for other codes. */
  other_intent_id: string | null;
}

const AT_MOST = 20;

interface Examples {
  id: string;
  utterances: readonly string[];
}

/** What is wrong with the examples of `intent`, beside those of `others`, which some assistant uses together with it. */
export function intentWarnings(intent: Examples, others: readonly Examples[] = []): IntentWarning[] {
  return examineExamples([intent, ...others])
    .filter((warning) => warning.intent_id === intent.id)
    .slice(0, AT_MOST)
    .map((warning): IntentWarning => {
      switch (warning.code) {
        case 'too_few_examples':
          return {
            code: warning.code,
            message: tooFewExamples(warning.examples),
            utterance: null,
            other_intent_id: null,
          };
        case 'duplicate_example':
          return {
            code: warning.code,
            message: 'This example is the same as another one of this intent.',
            utterance: warning.utterance,
            other_intent_id: null,
          };
        case 'contradictory_example':
          return {
            code: warning.code,
            message:
              'Another intent of the same assistant has this example. The text is recognised as neither of them.',
            utterance: warning.utterance,
            other_intent_id: warning.other_intent_id,
          };
        case 'example_without_words':
          return {
            code: warning.code,
            message: 'This example has no word and is ignored.',
            utterance: warning.utterance,
            other_intent_id: null,
          };
      }
    });
}

/** @param count number of different examples */
function tooFewExamples(count: number): string {
  return `This intent has ${count} ${count === 1 ? 'example' : 'examples'}. Give at least ${ENOUGH_EXAMPLES}.`;
}
