import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { IntentExamples } from '@flowforge/intent-classifier/artifact';
import { load } from '@flowforge/intent-classifier/classifier';
import { createLog } from '@flowforge/service-kit/log';
import { Registry } from 'prom-client';
import { ServiceMetrics } from '../metrics/service-metrics.js';
import { IntentTrainer, TRAINING_LIMITS, type TrainingLimits } from './intent-trainer.service.js';

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
  const artifacts = await Promise.all(['a', 'b', 'c'].map((id) => trainer.train(id, async () => SMALL)));
  for (const artifact of artifacts) {
    assert.equal(load(artifact).classify('please reserve a hotel room').intent_id, 'booking');
  }
});

test('a thread that runs out of memory fails its training, and the next training gets a new thread', async () => {
  const { trainer, registry } = newTrainer({ heapMb: 48 });
  await assert.rejects(
    trainer.train('large', async () => LARGE),
    { name: 'TrainingFailedError', reason: 'crash' },
  );
  assert.equal(await failures(registry, 'crash'), 1);
  assert.equal((await trainer.train('small', async () => SMALL)).intentIds.length, 2);
});

test('a training ends at its deadline', async () => {
  const { trainer, registry } = newTrainer({ deadlineMs: 1 });
  await assert.rejects(
    trainer.train('small', async () => SMALL),
    { name: 'TrainingFailedError', reason: 'deadline' },
  );
  assert.equal(await failures(registry, 'deadline'), 1);
});

test('only so many trainings wait, and one for each assistant: the newest', async () => {
  const { trainer } = newTrainer({ waiting: 1 });
  const running = trainer.train('a', async () => SMALL);
  const older = trainer.train('b', async () => SMALL);
  const refused = trainer.train('c', async () => SMALL);
  const newer = trainer.train('b', async () => SMALL);
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
  const broken = trainer.train('a', () => Promise.reject(new Error('no database')));
  const sound = trainer.train('b', async () => SMALL);
  await assert.rejects(broken, { message: 'no database' });
  assert.equal((await sound).intentIds.length, 2);
});

test('after the stop nothing is trained', async () => {
  const { trainer } = newTrainer();
  const running = trainer.train('a', async () => SMALL);
  const waiting = trainer.train('b', async () => SMALL);
  const stopped = trainer.stop();
  for (const training of [running, waiting, trainer.train('c', async () => SMALL)]) {
    await assert.rejects(training, { reason: 'stopped' });
  }
  await stopped;
});
