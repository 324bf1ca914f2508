import type { IntentArtifact, IntentExamples } from '@flowforge/intent-classifier/artifact';

/** To the training thread. */
export interface TrainingRequest {
  intents: IntentExamples[];
  /** The training ends with an error after this time, in milliseconds. */
  deadlineMs: number;
}

/** From the training thread. */
export type TrainingAnswer =
  { artifact: IntentArtifact } | { failure: 'deadline' | 'error'; message: string };
