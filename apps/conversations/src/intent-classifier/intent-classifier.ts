import type { RankedIntent } from '@flowforge/intent-classifier/classifier';

/** What a classifier needs to know of an intent; the examples are read when a classifier is trained. */
export interface KnownIntent {
  id: string;
  /** Changes with the examples. */
  examplesHash: string;
  /** The confidence from which on the intent is recognised, 0 to 1; null for the default. */
  threshold: number | null;
}

/** Whose intents they are. */
export interface IntentOwner {
  workspaceId: string;
  assistantId: string;
}

/** What a message wants. `intent_id` is null for none; `confidence` is that of the best guess, 0 to 1. */
export interface Classification {
  intent_id: string | null;
  confidence: number;
  /** The best guesses, best first, at most five. */
  ranking: RankedIntent[];
}

/** Finds the intent that a message shows. */
export abstract class IntentClassifier {
  abstract classify(
    text: string,
    intents: readonly KnownIntent[],
    owner: IntentOwner,
  ): Promise<Classification>;
}
