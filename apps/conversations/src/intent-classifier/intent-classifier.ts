/** What a classifier needs to know of an intent. */
export interface KnownIntent {
  id: string;
  utterances: readonly string[];
}

export interface RankedIntent {
  intent_id: string;
  /** 0 to 1. */
  confidence: number;
}

/** What a message wants: `intent_id` is null where nothing was recognised, and `confidence` is then the best guess's. */
export interface Classification {
  intent_id: string | null;
  confidence: number;
  /** The best guesses, best first. */
  ranking: RankedIntent[];
}

/** The beginning of a message that is looked at, in characters. */
export const CLASSIFIED_CHARACTERS = 1_000;

/** Finds the intent that a message shows. An implementation may work in another thread, and then answers later. */
export abstract class IntentClassifier {
  abstract classify(text: string, intents: readonly KnownIntent[]): Classification | Promise<Classification>;
}
