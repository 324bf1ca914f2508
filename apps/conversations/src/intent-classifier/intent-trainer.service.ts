import { setImmediate } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type { IntentArtifact, IntentExamples } from '@flowforge/intent-classifier/artifact';
import type { Log } from '@flowforge/service-kit/log';
import type { ServiceMetrics } from '../metrics/service-metrics.js';
import type { IntentOwner } from './intent-classifier.js';
import type { TrainingAnswer, TrainingRequest } from './training-message.js';
import { TrainingQueue } from './training-queue.js';

export interface TrainingLimits {
  /** A training takes at most this long, in milliseconds. */
  deadlineMs: number;
  /** Trainings that wait at most, of all workspaces together; one more is refused, or displaces one of a workspace with more. */
  waiting: number;
  /** Heap of the training thread, in MiB: the thread ends when it needs more. */
  heapMb: number;
}

/**
 * The largest set of examples takes 11 s of processor time (`npm run bench:intent`). The deadline is wall time: it is ten times as
 * long, because a service has one processor or less in production and its training thread gives way to all other work.
 */
export const TRAINING_LIMITS: TrainingLimits = { deadlineMs: 110_000, waiting: 100, heapMb: 768 };

/** After the deadline the thread has this long to stop by itself, in milliseconds; then it is ended. */
const GRACE_MS = 2_000;

const DISPLACED = {
  superseded: 'the intents have changed again',
  queue_full: 'too many trainings wait already',
} as const;

export type TrainingFailure = 'deadline' | 'crash' | 'queue_full' | 'superseded' | 'stopped' | 'error';

export class TrainingFailedError extends Error {
  constructor(
    readonly reason: TrainingFailure,
    message: string,
  ) {
    super(message);
    this.name = 'TrainingFailedError';
  }
}

/** Reads examples in batches; a small batch, because the copy of it to the thread holds the event loop. */
export type ReadExamples = () => AsyncIterable<IntentExamples[]>;

interface Job {
  /** Counts up in this process. The answer of the thread names it. */
  id: number;
  read: ReadExamples;
  resolve: (artifact: IntentArtifact) => void;
  reject: (error: unknown) => void;
}

interface Running {
  job: Job;
  timer: NodeJS.Timeout;
  stopTimer: () => number;
}

/** Trains in a thread of its own, one training at a time, of the workspaces in rotation. A thread that ends is replaced by the next training. */
export class IntentTrainer {
  private worker: Worker | undefined;
  private readonly waiting: TrainingQueue<Job>;
  private lastJobId = 0;
  private running: Running | undefined;
  private isStopped = false;

  constructor(
    private readonly log: Log,
    private readonly metrics: ServiceMetrics,
    private readonly limits: TrainingLimits = TRAINING_LIMITS,
  ) {
    this.waiting = new TrainingQueue(limits.waiting);
  }

  /**
   * @param read is called when the training starts, so that what waits takes no memory
   * @throws TrainingFailedError; also what `read` throws
   */
  train(owner: IntentOwner, read: ReadExamples): Promise<IntentArtifact> {
    return new Promise((resolve, reject) => {
      const job = { id: ++this.lastJobId, read, resolve, reject };
      if (this.isStopped) {
        this.fail(job, 'stopped', 'the service stops');
        return;
      }
      const displaced = this.waiting.add(owner, job);
      if (displaced !== undefined) this.fail(displaced.job, displaced.reason, DISPLACED[displaced.reason]);
      void this.next();
    });
  }

  /** Ends the thread; what waits or runs fails. */
  async stop(): Promise<void> {
    this.isStopped = true;
    for (let job = this.waiting.next(); job !== undefined; job = this.waiting.next()) {
      this.fail(job, 'stopped', 'the service stops');
    }
    await this.endThread('stopped', 'the service stops');
  }

  private async next(): Promise<void> {
    if (this.running !== undefined) return;
    const job = this.waiting.next();
    if (job === undefined) return;
    const { deadlineMs } = this.limits;
    const timer = setTimeout(() => {
      void this.endThread('deadline', `the training did not end ${deadlineMs} ms after its start`);
    }, deadlineMs + GRACE_MS);
    const running = { job, timer, stopTimer: this.metrics.intentTrainingSeconds.startTimer() };
    this.running = running;
    try {
      await this.request(running, { step: 'begin' });
      for await (const intents of job.read()) {
        if (this.running !== running) return;
        await this.request(running, { step: 'examples', intents });
      }
      await this.request(running, { step: 'train', jobId: job.id, deadlineMs });
    } catch (error) {
      job.reject(error);
      if (this.running === running) this.finishRunning();
      void this.next();
    }
  }

  /** Waits for the next iteration of the event loop, so that other work is done between two copies. */
  private async request(running: Running, request: TrainingRequest): Promise<void> {
    if (this.running === running) this.thread().postMessage(request);
    await setImmediate();
  }

  private thread(): Worker {
    if (this.worker !== undefined) return this.worker;
    const worker = new Worker(new URL('./training.worker.js', import.meta.url), {
      resourceLimits: { maxOldGenerationSizeMb: this.limits.heapMb },
    });
    worker.unref();
    worker.on('message', (answer: TrainingAnswer) => this.answered(worker, answer));
    // Only the code: the message may contain words of a customer's examples, and this text is logged.
    worker.on('error', (error: NodeJS.ErrnoException) => this.crashed(worker, error.code ?? error.name));
    worker.on('exit', (code) => this.crashed(worker, `the training thread ended with code ${code}`));
    this.worker = worker;
    return worker;
  }

  /** A thread that was ended may still deliver the answer of its job, while the job of another assistant runs already. */
  private answered(worker: Worker, answer: TrainingAnswer): void {
    if (this.worker !== worker || this.running?.job.id !== answer.jobId) return;
    const job = this.finishRunning();
    if (job === undefined) return;
    if ('artifact' in answer) job.resolve(answer.artifact);
    else this.fail(job, answer.failure, answer.message);
    void this.next();
  }

  private crashed(worker: Worker, message: string): void {
    if (this.worker !== worker) return;
    this.worker = undefined;
    const job = this.finishRunning();
    if (job !== undefined) this.fail(job, 'crash', message);
    void this.next();
  }

  private async endThread(reason: TrainingFailure, message: string): Promise<void> {
    const { worker } = this;
    this.worker = undefined;
    const job = this.finishRunning();
    if (job !== undefined) this.fail(job, reason, message);
    await worker?.terminate();
    void this.next();
  }

  private finishRunning(): Job | undefined {
    const { running } = this;
    if (running === undefined) return undefined;
    clearTimeout(running.timer);
    running.stopTimer();
    this.running = undefined;
    return running.job;
  }

  private fail(job: Job, reason: TrainingFailure, message: string): void {
    if (reason !== 'superseded') this.metrics.intentTrainingFailures.inc({ reason });
    if (reason !== 'stopped' && reason !== 'superseded')
      this.log.error({ reason, detail: message }, 'intent_training.failed');
    job.reject(new TrainingFailedError(reason, message));
  }
}
