import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { load } from '@flowforge/intent-classifier/classifier';
import { train } from '@flowforge/intent-classifier/train';
import { type LabelledText, readData } from './intent-data.js';

/** An assistant, messages that say the same as its examples in other words, and messages of no intent. */
export interface AssistantSet {
  /** Development sets only: the word vectors are fitted on `words`, constants on `fit`; `held-out` is for checking. */
  part?: 'words' | 'fit' | 'held-out';
  about: string;
  intents: { name: string; utterances: string[] }[];
  paraphrases: LabelledText[];
  unrelated: string[];
}

export interface AssistantMeasures {
  /** Paraphrases whose intent was recognised, of which none was, and of which another was. */
  right: number;
  none: number;
  wrong: number;
  /** Paraphrases whose intent was the best guess, recognised or not. */
  best: number;
  paraphrases: number;
  /** Unrelated sentences that were taken for an intent. */
  taken: number;
  unrelated: number;
}

export const DEVELOPMENT_FOLDER = join(import.meta.dirname, '../../bench/intent-development');
/** Sets whose authors did not know the classifier. Nothing is fitted on them. */
export const SETS_FOLDER = join(import.meta.dirname, '../../bench/intent-data');

export function readSets(folder: string): AssistantSet[] {
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder).filter((file) => file.endsWith('.json'));
  return files.sort().map((file) => readData<AssistantSet>(folder, file));
}

export function measureAssistant(set: AssistantSet): AssistantMeasures {
  const classifier = load(train(set.intents.map(({ name, utterances }) => ({ id: name, utterances }))));
  const guesses = set.paraphrases.map(([text, intent]) => {
    const { intent_id, ranking } = classifier.classify(text);
    return { taken: intent_id, isRight: intent_id === intent, isBest: ranking[0]?.intent_id === intent };
  });
  const count = (test: (guess: (typeof guesses)[number]) => boolean): number => guesses.filter(test).length;
  return {
    right: count(({ isRight }) => isRight),
    none: count(({ taken }) => taken === null),
    wrong: count(({ taken, isRight }) => taken !== null && !isRight),
    best: count(({ isBest }) => isBest),
    paraphrases: guesses.length,
    taken: set.unrelated.filter((text) => classifier.classify(text).intent_id !== null).length,
    unrelated: set.unrelated.length,
  };
}
