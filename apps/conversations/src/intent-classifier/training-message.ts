import type { IntentArtifact, IntentExamples } from '@flowforge/intent-classifier/artifact';

/** To the training thread. One training: `begin`, the examples in small batches, `train`. A new `begin` drops what came before. */
export type TrainingRequest =
  | { step: 'begin' }
  | { step: 'examples'; intents: IntentExamples[] }
  /** The training ends with an error after `deadlineMs` milliseconds. */
  | { step: 'train'; jobId: number; deadlineMs: number };

/** From the training thread, one for each `train`, with its `jobId`. */
export type TrainingAnswer = { jobId: number } & (
  | { artifact: IntentArtifact }
  | { failure: 'deadline' | 'error'; message: string }
);
