import { parentPort } from 'node:worker_threads';
import { artifactBuffers } from '@flowforge/intent-classifier/artifact';
import { train, TrainingDeadlineError } from '@flowforge/intent-classifier/train';
import type { TrainingAnswer, TrainingRequest } from './training-message.js';

/** The training thread: one request at a time, one answer each. */
const port = parentPort;
if (port === null) throw new Error('this file runs as a worker thread');

port.on('message', ({ intents, deadlineMs }: TrainingRequest) => {
  const endsAt = performance.now() + deadlineMs;
  try {
    const artifact = train(intents, { isPastDeadline: () => performance.now() > endsAt });
    const answer: TrainingAnswer = { artifact };
    port.postMessage(answer, artifactBuffers(artifact));
  } catch (error) {
    const answer: TrainingAnswer = {
      failure: error instanceof TrainingDeadlineError ? 'deadline' : 'error',
      // The message of another error may contain words of a customer's examples, and this text is logged.
      message: error instanceof Error ? error.name : typeof error,
    };
    port.postMessage(answer);
  }
});
