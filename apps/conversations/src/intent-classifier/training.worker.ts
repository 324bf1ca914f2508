import { readlinkSync } from 'node:fs';
import { setPriority } from 'node:os';
import { parentPort } from 'node:worker_threads';
import { artifactBuffers, type IntentExamples } from '@flowforge/intent-classifier/artifact';
import { train, TrainingDeadlineError } from '@flowforge/intent-classifier/train';
import type { TrainingAnswer, TrainingRequest } from './training-message.js';

/** The training thread: one training at a time, one answer each. */
const port = parentPort;
if (port === null) throw new Error('this file runs as a worker thread');

/** Nice value of this thread: beside the threads at 0 it gets about a third of a processor, and all of it when they are idle. */
const PRIORITY = 5;

// On Linux a priority belongs to a thread, elsewhere to the whole process, which must keep its own.
if (process.platform === 'linux') {
  const [threadId] = readlinkSync('/proc/thread-self').split('/').slice(-1);
  setPriority(Number(threadId), PRIORITY);
}

let examples: IntentExamples[] = [];

port.on('message', (request: TrainingRequest) => {
  if (request.step === 'begin') examples = [];
  else if (request.step === 'examples') examples.push(...request.intents);
  else {
    const intents = examples;
    examples = [];
    answer(intents, request);
  }
});

function answer(
  intents: readonly IntentExamples[],
  { jobId, deadlineMs }: { jobId: number; deadlineMs: number },
): void {
  const endsAt = performance.now() + deadlineMs;
  try {
    const artifact = train(intents, { isPastDeadline: () => performance.now() > endsAt });
    send({ jobId, artifact }, artifactBuffers(artifact));
  } catch (error) {
    send({
      jobId,
      failure: error instanceof TrainingDeadlineError ? 'deadline' : 'error',
      // The message of another error may contain words of a customer's examples, and this text is logged.
      message: error instanceof Error ? error.name : typeof error,
    });
  }
}

function send(message: TrainingAnswer, transfer: ArrayBuffer[] = []): void {
  port?.postMessage(message, transfer);
}
