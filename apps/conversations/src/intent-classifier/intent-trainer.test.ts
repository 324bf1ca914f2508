import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { IntentExamples } from '@flowforge/intent-classifier/artifact';
import { load } from '@flowforge/intent-classifier/classifier';
import { createLog } from '@flowforge/service-kit/log';
import { Registry } from 'prom-client';
import { ServiceMetrics } from '../metrics/service-metrics.js';
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

const started: IntentTrainer[] = [];
after(() => Promise.all(started.map((trainer) => trainer.stop())));

function newTrainer(limits: Partial<TrainingLimits> = {}): { trainer: IntentTrainer; registry: Registry } {
  const registry = new Registry();
  const log = createLog('conversations', 'silent');
  const trainer = new IntentTrainer(log, new ServiceMetrics(registry), { ...TRAINING_LIMITS, ...limits });
  started.push(trainer);
  return { trainer, registry };
}

async function failures(registry: Registry, reason: string): Promise<number> {
  const metric = await registry.getSingleMetric('intent_training_failures_total')?.get();
  return metric?.values.find(({ labels }) => labels['reason'] === reason)?.value ?? 0;
}

test('trains in another thread, one after another', async () => {
  const { trainer } = newTrainer();
  const artifacts = await Promise.all(['a', 'b', 'c'].map((id) => trainer.train(id, pagesOf(SMALL))));
  for (const artifact of artifacts) {
    assert.equal(load(artifact).classify('please reserve a hotel room').intent_id, 'booking');
  }
});

test('examples go to the thread batch by batch, with a turn of the event loop between two', async () => {
  const { trainer } = newTrainer();
  let turns = 0;
  let immediate = setImmediate(function next() {
    turns += 1;
    immediate = setImmediate(next);
  });
  const turnOfBatch: number[] = [];
  const artifact = await trainer.train('a', async function* () {
    for (const intent of LARGE.slice(0, 5)) {
      turnOfBatch.push(turns);
      yield [{ ...intent, utterances: intent.utterances.slice(0, 5) }];
    }
  });
  clearImmediate(immediate);
  assert.equal(artifact.intentIds.length, 5);
  assert.equal(new Set(turnOfBatch).size, 5, String(turnOfBatch));
});

test('examples of a training that failed while it was read are no part of the next one', async () => {
  const { trainer } = newTrainer();
  const broken = trainer.train('a', async function* () {
    yield [{ id: 'left-over', utterances: ['left over'] }];
    throw new Error('no database');
  });
  await assert.rejects(broken, { message: 'no database' });
  const { intentIds } = await trainer.train('b', pagesOf(SMALL));
  assert.deepEqual(intentIds, ['booking', 'hours']);
});

test('a thread that runs out of memory fails its training, and the next training gets a new thread', async () => {
  const { trainer, registry } = newTrainer({ heapMb: 48 });
  await assert.rejects(trainer.train('large', pagesOf(LARGE)), {
    name: 'TrainingFailedError',
    reason: 'crash',
  });
  assert.equal(await failures(registry, 'crash'), 1);
  assert.equal((await trainer.train('small', pagesOf(SMALL))).intentIds.length, 2);
});

test('a training ends at its deadline', async () => {
  const { trainer, registry } = newTrainer({ deadlineMs: 1 });
  await assert.rejects(trainer.train('small', pagesOf(SMALL)), {
    name: 'TrainingFailedError',
    reason: 'deadline',
  });
  assert.equal(await failures(registry, 'deadline'), 1);
});

test('only so many trainings wait, and one for each assistant: the newest', async () => {
  const { trainer } = newTrainer({ waiting: 1 });
  const running = trainer.train('a', pagesOf(SMALL));
  const older = trainer.train('b', pagesOf(SMALL));
  const refused = trainer.train('c', pagesOf(SMALL));
  const newer = trainer.train('b', pagesOf(SMALL));
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
  const { trainer } = newTrainer();
  const broken = trainer.train('a', async function* () {
    yield SMALL;
    throw new Error('no database');
  });
  const sound = trainer.train('b', pagesOf(SMALL));
  await assert.rejects(broken, { message: 'no database' });
  assert.equal((await sound).intentIds.length, 2);
});

test('after the stop nothing is trained', async () => {
  const { trainer } = newTrainer();
  const running = trainer.train('a', pagesOf(SMALL));
  const waiting = trainer.train('b', pagesOf(SMALL));
  const stopped = trainer.stop();
  for (const training of [running, waiting, trainer.train('c', pagesOf(SMALL))]) {
    await assert.rejects(training, { reason: 'stopped' });
  }
  await stopped;
});
