import assert from 'node:assert/strict';
import { after, mock, test } from 'node:test';
import { Worker } from 'node:worker_threads';
import type { IntentArtifact, IntentExamples } from '@flowforge/intent-classifier/artifact';
import { load } from '@flowforge/intent-classifier/classifier';
import { createLog } from '@flowforge/service-kit/log';
import { Registry } from 'prom-client';
import { ServiceMetrics } from '../metrics/service-metrics.js';
import type { IntentOwner } from './intent-classifier.js';
import {
  IntentTrainer,
  type ReadExamples,
  TRAINING_LIMITS,
  type TrainingLimits,
} from './intent-trainer.service.js';

const SMALL: IntentExamples[] = [
  { id: 'booking', utterances: ['I want to book a room', 'book a hotel room', 'reserve a room'] },
  { id: 'hours', utterances: ['what are your opening hours', 'when do you open', 'are you open today'] },
];
const LARGE: IntentExamples[] = Array.from({ length: 50 }, (_intent, intent) => ({
  id: `intent-${intent}`,
  utterances: Array.from({ length: 100 }, (_utterance, utterance) =>
    Array.from({ length: 90 }, (_word, word) =>
      ((intent * 100 + utterance) * 7919 + word * 104_729).toString(36),
    ).join(' '),
  ),
}));

const pagesOf = (intents: IntentExamples[]): ReadExamples =>
  async function* () {
    for (const intent of intents) yield [intent];
  };

/** An assistant; without a workspace, one that all of these share. */
const owner = (assistantId: string, workspaceId = 'workspace'): IntentOwner => ({ workspaceId, assistantId });

const started: IntentTrainer[] = [];
after(() => Promise.all(started.map((trainer) => trainer.stop())));

function newTrainer(limits: Partial<TrainingLimits> = {}): { trainer: IntentTrainer; registry: Registry } {
  const registry = new Registry();
  const log = createLog('conversations', 'silent');
  const trainer = new IntentTrainer(log, new ServiceMetrics(registry), { ...TRAINING_LIMITS, ...limits });
  started.push(trainer);
  return { trainer, registry };
}

/** For the tests that need no limits of their own: each trainer starts a thread, which loads the classifier. */
const { trainer: sharedTrainer } = newTrainer();

async function failures(registry: Registry, reason: string): Promise<number> {
  const metric = await registry.getSingleMetric('intent_training_failures_total')?.get();
  return metric?.values.find(({ labels }) => labels['reason'] === reason)?.value ?? 0;
}

test('trains in another thread, one after another', async () => {
  const artifacts = await Promise.all(
    ['a', 'b', 'c'].map((id) => sharedTrainer.train(owner(id), pagesOf(SMALL))),
  );
  for (const artifact of artifacts) {
    assert.equal(load(artifact).classify('please reserve a hotel room').intent_id, 'booking');
  }
});

test('examples go to the thread batch by batch, with an iteration of the event loop between two', async () => {
  let iterations = 0;
  let immediate = setImmediate(function next() {
    iterations += 1;
    immediate = setImmediate(next);
  });
  const iterationOfBatch: number[] = [];
  const artifact = await sharedTrainer.train(owner('a'), async function* () {
    for (const intent of LARGE.slice(0, 5)) {
      iterationOfBatch.push(iterations);
      yield [{ ...intent, utterances: intent.utterances.slice(0, 5) }];
    }
  });
  clearImmediate(immediate);
  assert.equal(artifact.intentIds.length, 5);
  assert.equal(new Set(iterationOfBatch).size, 5, String(iterationOfBatch));
});

test('examples of a training that failed while it was read are no part of the next one', async () => {
  const broken = sharedTrainer.train(owner('a'), async function* () {
    yield [{ id: 'left-over', utterances: ['left over'] }];
    throw new Error('no database');
  });
  await assert.rejects(broken, { message: 'no database' });
  const { intentIds } = await sharedTrainer.train(owner('b'), pagesOf(SMALL));
  assert.deepEqual(intentIds, ['booking', 'hours']);
});

test('a thread that runs out of memory fails its training, and the next training gets a new thread', async () => {
  const { trainer, registry } = newTrainer({ heapMb: 24 });
  // The texts alone need 96 MB, so the thread fails however little memory the training takes.
  const text = 'word '.repeat(6_000);
  const huge = Array.from({ length: 32 }, (_, number) => ({
    id: `intent-${number}`,
    utterances: Array.from({ length: 100 }, () => text),
  }));
  await assert.rejects(trainer.train(owner('large'), pagesOf(huge)), {
    name: 'TrainingFailedError',
    reason: 'crash',
  });
  assert.equal(await failures(registry, 'crash'), 1);
  assert.equal((await trainer.train(owner('small'), pagesOf(SMALL))).intentIds.length, 2);
});

test('a training ends at its deadline', async () => {
  const { trainer, registry } = newTrainer({ deadlineMs: 1 });
  await assert.rejects(trainer.train(owner('small'), pagesOf(SMALL)), {
    name: 'TrainingFailedError',
    reason: 'deadline',
  });
  assert.equal(await failures(registry, 'deadline'), 1);
});

test('the late answer of a thread that was ended does not end the training after it', async () => {
  const { trainer } = newTrainer({ deadlineMs: 60_000 });
  mock.timers.enable({ apis: ['setTimeout'] });
  let next: Promise<IntentArtifact> | undefined;
  const emit = Worker.prototype.emit;
  // The deadline passes while the answer of the first thread is on its way, and the next training starts before that thread has ended.
  mock.method(Worker.prototype, 'emit', function (this: Worker, event: string, ...values: unknown[]) {
    if (event === 'message' && next === undefined) {
      mock.timers.tick(70_000);
      next = trainer.train(
        owner('b', 'another'),
        pagesOf([{ id: 'parking', utterances: ['where can I park'] }]),
      );
    }
    return emit.call(this, event, ...values);
  });
  try {
    await assert.rejects(trainer.train(owner('a'), pagesOf(SMALL)), { reason: 'deadline' });
    assert.deepEqual((await next)?.intentIds, ['parking']);
  } finally {
    mock.reset();
  }
});

test('workspaces are served in rotation, so a workspace with many trainings does not delay another', async () => {
  const order: string[] = [];
  const train = (assistantId: string, workspaceId: string): Promise<IntentArtifact> =>
    sharedTrainer.train(owner(assistantId, workspaceId), async function* () {
      order.push(assistantId);
      yield SMALL;
    });
  await Promise.all([
    ...['many-1', 'many-2', 'many-3', 'many-4'].map((id) => train(id, 'many')),
    ...['few-1', 'few-2'].map((id) => train(id, 'few')),
    train('one-1', 'one'),
  ]);
  assert.deepEqual(order, ['many-1', 'many-2', 'few-1', 'one-1', 'many-3', 'few-2', 'many-4']);
});

test('a full queue has a place for a workspace with fewer trainings: the longest queue loses its newest', async () => {
  const { trainer, registry } = newTrainer({ waiting: 3 });
  const running = trainer.train(owner('many-0', 'many'), pagesOf(SMALL));
  const [first, second, third] = ['many-1', 'many-2', 'many-3'].map((id) =>
    trainer.train(owner(id, 'many'), pagesOf(SMALL)),
  );
  const dropped = assert.rejects(third ?? Promise.resolve(), { reason: 'queue_full' });
  const other = trainer.train(owner('few-1', 'few'), pagesOf(SMALL));
  await dropped;
  await assert.rejects(trainer.train(owner('many-4', 'many'), pagesOf(SMALL)), { reason: 'queue_full' });
  await Promise.all([running, first, second, other]);
  assert.equal(await failures(registry, 'queue_full'), 2);
});

test('only so many trainings wait, and one for each assistant: the newest', async () => {
  const { trainer } = newTrainer({ waiting: 1 });
  const running = trainer.train(owner('a'), pagesOf(SMALL));
  const older = trainer.train(owner('b'), pagesOf(SMALL));
  const refused = trainer.train(owner('c'), pagesOf(SMALL));
  const newer = trainer.train(owner('b'), pagesOf(SMALL));
  const reasons = await Promise.all(
    [older, refused].map((training) =>
      training.then(
        () => null,
        (error: { reason: string }) => error.reason,
      ),
    ),
  );
  assert.deepEqual(reasons, ['superseded', 'queue_full']);
  assert.equal((await running).intentIds.length, 2);
  assert.equal((await newer).intentIds.length, 2);
});

test('examples that cannot be read fail their training alone', async () => {
  const broken = sharedTrainer.train(owner('a'), async function* () {
    yield SMALL;
    throw new Error('no database');
  });
  const sound = sharedTrainer.train(owner('b'), pagesOf(SMALL));
  await assert.rejects(broken, { message: 'no database' });
  assert.equal((await sound).intentIds.length, 2);
});

test('after the stop nothing is trained', async () => {
  const { trainer } = newTrainer();
  const running = trainer.train(owner('a'), pagesOf(SMALL));
  const waiting = trainer.train(owner('b'), pagesOf(SMALL));
  const stopped = trainer.stop();
  for (const training of [running, waiting, trainer.train(owner('c'), pagesOf(SMALL))]) {
    await assert.rejects(training, { reason: 'stopped' });
  }
  await stopped;
});
